package dev.muster.supervisor.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.muster.supervisor.spec.SpecView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Takes the file with every key and damages it at random: a load ends in a fleet or in problems, never in a bug. */
final class DamagedFileTest {

    private static final int SEEDS = 400;
    private static final String[] SCRAPS = {
        "{",
        "}",
        "[",
        "]",
        "=",
        "\"",
        "null",
        "-1",
        "[]",
        "{}",
        "\\u0000",
        "\"\\u0000\"",
        "\"\"",
        "${",
        "${?X}",
        "${muster}",
        "1e99",
        "#",
        "include \"x\"",
        "\n",
        "99999999999999999999",
        "infinite",
        "\"*\"",
        "/",
        "..",
        "0",
        "true",
        "\u00e9"
    };

    @Test
    @DisplayName("S55 a damaged file never leads to anything but a fleet or problems")
    void damageEndsInAFleetOrInProblems(@TempDir Path directory) throws IOException {
        Shipped shipped = Shipped.in(directory.resolve("app"));
        String whole = Files.readString(Shipped.CONFIG.resolve("examples/every-key.conf"));
        Files.writeString(directory.resolve("shop.env"), "A=1\n");
        Path file = directory.resolve("muster.conf");
        int fleets = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Files.writeString(file, damaged(whole, new Random(seed)));
            fleets += loads(shipped, file, seed) ? 1 : 0;
        }
        assertThat(fleets).isBetween(SEEDS / 50, SEEDS * 49 / 50);
    }

    private static boolean loads(Shipped shipped, Path file, int seed) {
        try {
            assertThat(SpecView.toText(shipped.load(file, Map.of()))).isNotEmpty();
            return true;
        } catch (ConfigException refused) {
            assertThat(refused.problems()).isNotEmpty().allSatisfy(problem -> assertThat(problem.toString())
                    .startsWith(file.toString()));
            return false;
        } catch (RuntimeException bug) {
            return fail("seed " + seed, bug);
        }
    }

    private static String damaged(String whole, Random random) {
        StringBuilder text = new StringBuilder(whole);
        for (int times = 1 + random.nextInt(3); times > 0; times--) {
            int from = random.nextInt(text.length());
            int to = Math.min(text.length(), from + random.nextInt(12));
            text.replace(from, to, random.nextInt(3) == 0 ? "" : SCRAPS[random.nextInt(SCRAPS.length)]);
        }
        return text.toString();
    }
}
