package dev.muster.supervisor.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreesTest {

    private final Path directory;
    private final Path others;
    private final Path precious;

    TreesTest(@TempDir Path directory) throws IOException {
        this.directory = directory;
        this.others = Files.createDirectory(directory.resolve("others"));
        this.precious = Files.writeString(others.resolve("precious"), "kept");
    }

    @Test
    void treeGoesWithItsLinksAndNotWithWhatTheyLeadTo() throws IOException {
        Path tree = directory.resolve("tree");
        Files.createDirectories(tree.resolve("of/several/levels"));
        Files.writeString(tree.resolve("of/file"), "x");
        Files.createSymbolicLink(tree.resolve("of/directory"), others);
        Files.createSymbolicLink(tree.resolve("of/several/file"), precious);
        Files.createSymbolicLink(tree.resolve("nowhere"), directory.resolve("gone"));

        Trees.delete(tree);

        assertThat(tree).doesNotExist();
        assertThat(precious).hasContent("kept");
    }

    @Test
    void linkToADirectoryIsTakenAwayItself() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), others);

        Trees.delete(link);

        assertThat(Files.exists(link, LinkOption.NOFOLLOW_LINKS)).isFalse();
        assertThat(precious).hasContent("kept");
    }

    @Test
    void fileGoesAndWhatIsNotThereIsNoTrouble() throws IOException {
        Trees.delete(precious);

        assertThat(precious).doesNotExist();
        assertThatCode(() -> Trees.delete(precious)).doesNotThrowAnyException();
    }
}
