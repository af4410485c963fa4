package dev.muster.supervisor.log;

/** Which of its two streams a worker wrote a line to. */
public enum LogStream {
    OUT("out"),
    ERR("err"),
    /** A line read back from a raw file, which holds nothing but the workers' bytes. */
    UNKNOWN("?");

    private final String word;

    LogStream(String word) {
        this.word = word;
    }

    /** The word in {@code text} and {@code json} files: {@code out} or {@code err}. */
    public String word() {
        return word;
    }
}
