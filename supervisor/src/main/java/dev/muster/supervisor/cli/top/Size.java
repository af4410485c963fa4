package dev.muster.supervisor.cli.top;

/** Of a screen, in characters. */
record Size(int columns, int rows) {
    static final Size USUAL = new Size(80, 24);
}
