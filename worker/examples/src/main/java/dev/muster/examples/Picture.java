package dev.muster.examples;

/**
 * A job: a picture that is to be made smaller. The picture is computed, so that no file is needed.
 *
 * @param crashAt the tile at which the first worker crashes; negative for none
 */
record Picture(int tiles, int crashAt) {
    private static final int SIDE = 256;
    private static final int FACTOR = 4;

    /** Makes one tile smaller: each pixel of the result is the mean of 16; their sum. */
    long shrink(int tile) {
        long sum = 0;
        for (int y = 0; y < SIDE; y += FACTOR) {
            for (int x = 0; x < SIDE; x += FACTOR) {
                int block = 0;
                for (int dy = 0; dy < FACTOR; dy++) {
                    for (int dx = 0; dx < FACTOR; dx++) {
                        block += ((x + dx) * 31 + (y + dy) * 17 + tile * 7) & 255;
                    }
                }
                sum += block / (FACTOR * FACTOR);
            }
        }
        return sum;
    }
}
