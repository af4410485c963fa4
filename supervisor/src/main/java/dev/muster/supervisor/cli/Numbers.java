package dev.muster.supervisor.cli;

/** Reads whole numbers of the command line. */
final class Numbers {

    private Numbers() {}

    /** @throws CommandFailed as a usage error that names the option and its range */
    static int parse(String option, String text, int least, int most) {
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, with the range.
        }
        throw CommandFailed.usage(option + ": " + text + " is no number from " + least + " to " + most);
    }
}
