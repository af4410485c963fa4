package dev.muster.supervisor.cli.reference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** muster.conf(5): the example that has every key, and the defaults; both are files that tests hold to the program. */
final class ConfigurationPage {

    private ConfigurationPage() {}

    static String text(Path sources, String version) throws IOException {
        Roff page = new Roff("MUSTER.CONF", 5, version);
        page.section("NAME").line("muster.conf - what a Muster master keeps running");
        page.section("DESCRIPTION")
                .line(
                        "HOCON, which is JSON that may leave out quotes, commas and the outermost braces, and has comments,"
                                + " substitutions and includes.")
                .line("`muster check` tells every mistake with its line; `muster plan` what a change would do, and"
                        + " `muster apply` does it.")
                .paragraph("A service is a JVM (main with classpath, or jar) or any program (command). Its workers are"
                        + " called printer.1, printer.2, ...");
        page.section("THE DEMO").verbatim(Files.readAllLines(sources.resolve("config/muster.conf")));
        page.section("EVERY KEY").verbatim(Files.readAllLines(sources.resolve("config/examples/every-key.conf")));
        page.section("DEFAULTS")
                .verbatim(Files.readAllLines(sources.resolve("supervisor/src/main/resources/reference.conf")));
        page.section("SEE ALSO").line("muster(1)");
        return page.toString();
    }
}
