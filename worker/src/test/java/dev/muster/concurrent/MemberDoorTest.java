package dev.muster.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MemberDoorTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path parent;

    @Test
    void whoDoesNotKnowTheTokenIsTurnedAway() throws Exception {
        try (MemberDoor door = new MemberDoor(parent)) {
            CompletableFuture<MemberDoor.Arrival> arrival = admitting(door);
            String wrong = "0".repeat(door.token().length());
            try (SocketChannel stranger = MemberDoor.connect(door.socket(), wrong, MemberDoor.POOLS_BELL, "")) {
                assertThat(stranger.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            }
            MemberDoor.connect(door.socket(), wrong.substring(1), MemberDoor.POOLS_BELL, "")
                    .close();
            assertThat(arrival).isNotDone();
            try (SocketChannel one = MemberDoor.connect(door.socket(), door.token(), MemberDoor.MEMBERS_BELL, "");
                    SocketChannel two =
                            MemberDoor.connect(door.socket(), door.token(), MemberDoor.POOLS_BELL, "build")) {
                assertThat(arrival.get().fingerprint()).isEqualTo("build");
                assertThat(one.isConnected() && two.isConnected()).isTrue();
                arrival.get().link().close();
            }
        }
    }

    @Test
    void nobodyElseMayLookInAndNothingIsLeftBehind() throws Exception {
        MemberDoor door = new MemberDoor(parent);
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(door.socket().resolveSibling("."))))
                .isEqualTo("rwx------");
        CompletableFuture<MemberDoor.Arrival> arrival = admitting(door);
        door.close();
        assertThatThrownBy(arrival::get)
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseInstanceOf(IOException.class);
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void whatADeadOwnerHasLeftIsRemovedByTheNext() throws Exception {
        MemberDoor living = new MemberDoor(parent);
        String[] name =
                parent.relativize(living.socket()).toString().split("-", 6); // muster-pool-NAMESPACE-PID-START-RANDOM
        Path reusedPid = doorstep(name[2], name[3], "1");
        Path noSuchPid = doorstep(name[2], Long.toString(1L << 40, 36), name[4]);
        Path elsewhere = doorstep("0" + name[2].substring(1), name[3], "1");
        Path strange = doorstep(name[2], "?", "1");
        Path linked = parent.resolve(String.join("-", "muster-pool", name[2], name[3], "1", "x"));
        Files.createSymbolicLink(linked, Files.createDirectory(parent.resolve("precious")));
        Files.createFile(parent.resolve("precious/memory"));

        new MemberDoor(parent).close();

        assertThat(reusedPid).doesNotExist();
        assertThat(noSuchPid).doesNotExist();
        assertThat(living.memoryFile()).exists();
        assertThat(elsewhere.resolve("memory")).exists();
        assertThat(strange.resolve("memory")).exists();
        assertThat(linked.resolve("memory")).exists();
        living.close();
    }

    private Path doorstep(String namespace, String pid, String start) throws IOException {
        Path directory =
                Files.createDirectory(parent.resolve(String.join("-", "muster-pool", namespace, pid, start, "5")));
        Files.createFile(directory.resolve("memory"));
        return directory;
    }

    private static CompletableFuture<MemberDoor.Arrival> admitting(MemberDoor door) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return door.admit();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }
}
