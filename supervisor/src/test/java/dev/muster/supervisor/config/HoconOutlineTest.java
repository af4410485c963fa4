package dev.muster.supervisor.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class HoconOutlineTest {

    private static List<String> opened(String text) {
        return HoconOutline.of(text).opened().stream()
                .map(block -> String.join("/", block.path()) + ":" + block.line())
                .toList();
    }

    @Test
    void blocksAreFoundWithPathAndLine() {
        assertThat(opened("a {\n b.c = { x = 1 }\n \"d.e\" : {}\n}\nf\n{ g += { h {} } }"))
                .containsExactly("a:1", "a/b/c:2", "a/d.e:3", "f:6", "f/g:6", "f/g/h:6");
    }

    @Test
    void bracesOfTheRootAreNoLevel() {
        assertThat(opened("{ \"a\": { \"b\": {} } }")).containsExactly("a:1", "a/b:1");
    }

    @Test
    void whatLooksLikeABlockInTextsAndCommentsIsNone() {
        String text = "# a {\n// b {\nc = \"d { \\\" e {\"\nf = \"\"\"g {\nh { \"\"\"\ni = ${j}, k { }";

        assertThat(opened(text)).containsExactly("k:6");
    }

    @Test
    void elementsOfListsAreNotNamed() {
        assertThat(opened("a = [{ x = { } }, { x = { } }]\nb {}").stream()
                        .filter(block -> !block.startsWith("[]"))
                        .toList())
                .containsExactly("b:2");
    }

    @Test
    void includesAreFoundWithTheBlockTheyStandIn() {
        String text = "include \"a.conf\"\nb { include required(file(\"c.conf\"))\n d = 1 }\ninclude url(\"http://x\")";

        assertThat(HoconOutline.of(text).includes())
                .containsExactly(
                        new HoconOutline.Include(List.of(), "a.conf", false, 1),
                        new HoconOutline.Include(List.of("b"), "c.conf", true, 2));
    }

    @Test
    void keyThatBeginsWithIncludeIsAKey() {
        assertThat(HoconOutline.of("includes = \"x\", a { include-dir = \"y\" }")
                        .includes())
                .isEmpty();
    }

    @Test
    void noTextMakesItFail() {
        String alphabet = "ab.{}[]\"\\=:+,#/$\n include(";
        for (int seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertThat(HoconOutline.of(text.toString()).opened())
                    .as("seed %d: %s", seed, text)
                    .isNotNull();
        }
    }
}
