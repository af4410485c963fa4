package dev.muster.supervisor.cli.reference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes the tree {@code share/} of the distribution. Run by the build. */
public final class ReferenceWriter {

    private ReferenceWriter() {}

    /**
     * Writes everything.
     *
     * @param arguments the directory to write to, the root of the sources, and the version
     */
    public static void main(String[] arguments) throws IOException {
        Path share = Path.of(arguments[0], "share");
        Path sources = Path.of(arguments[1]);
        String version = arguments[2];
        List<CommandText> commands = CommandText.all();
        write(share.resolve("bash-completion/completions/muster"), new BashCompletion(commands).text());
        write(share.resolve("zsh/site-functions/_muster"), new ZshCompletion(commands).text());
        write(share.resolve("fish/vendor_completions.d/muster.fish"), new FishCompletion(commands).text());
        write(share.resolve("man/man1/muster.1"), CommandPage.text(commands, ExitCodes.of(sources), version));
        write(share.resolve("man/man5/muster.conf.5"), ConfigurationPage.text(sources, version));
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
