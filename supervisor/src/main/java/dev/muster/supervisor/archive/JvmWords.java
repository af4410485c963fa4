package dev.muster.supervisor.archive;

import dev.muster.supervisor.spec.Program;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What a JVM's options mean for an archive of its classes. No state. */
public final class JvmWords {

    /** The first release whose archives are AOT caches (JEP 483). */
    public static final int AOT = 24;

    /** Whoever chooses one of these has plans of his own, or a JVM that takes no archive. */
    private static final Pattern OWN_PLANS =
            Pattern.compile("-Xshare.*|-XX:[+-]?(AOT|SharedArchive|SharedClass|ArchiveClasses|AutoCreateShared"
                    + "|RecordDynamic|DumpLoaded|DumpShared|AllowArchiving|Flags=|VMOptionsFile=).*|@.*|-javaagent:.*|-agent.*"
                    + "|-Xrun.*|-Xbootclasspath.*|--(patch-module|upgrade-module-path|limit-modules|module-path)\\b.*|-p"
                    + "|--(?!enable-preview)[a-z-]+|-Djava[.]system[.]class[.]loader=.*");

    /** Options from where we do not see them. */
    private static final Set<String> HIDDEN = Set.of("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS");

    /** On these, and no others, an archive may depend: on how objects are laid out, and on the graph of modules. */
    private static final Pattern MATTERS =
            Pattern.compile("-XX:[+]Unlock\\w+|-XX:[+-]Use\\w+|-XX:ObjectAlignmentInBytes=\\d+"
                    + "|--(add|enable|illegal|sun)-[a-z-]+=.*|--enable-preview|-Dchronicle[.].*");

    /** From here on references have their full length. */
    private static final long LARGE_HEAP = 32L << 30;

    private JvmWords() {}

    /** Whether archives of such a JVM are its owner's affair. */
    public static boolean haveOwnPlans(List<String> options, Map<String, String> environment) {
        return options.stream().anyMatch(option -> OWN_PLANS.matcher(option).matches())
                || HIDDEN.stream().anyMatch(environment::containsKey);
    }

    /** Those that a JVM must have as well in order to make an archive for one that has all of these. */
    public static List<String> thatMatter(List<String> options) {
        return options.stream()
                .filter(option -> MATTERS.matcher(option).matches() || isLargeHeap(option))
                .toList();
    }

    private static boolean isLargeHeap(String option) {
        return option.matches("-Xmx\\d{1,15}[kKmMgGtT]?") && Program.Jvm.bytes(option.substring(4)) >= LARGE_HEAP;
    }

    /** Has a JVM write down the classes that it loads: some 60 ms in all, and 200 kB. */
    public static List<String> recording(Path list) {
        return List.of("-XX:DumpLoadedClassList=" + list);
    }

    /** Has a JVM use an archive; where it does not fit after all there is no word about it. */
    public static List<String> using(Path archive, int feature) {
        return feature >= AOT
                ? List.of("-XX:AOTCache=" + archive, "-Xlog:aot=off", "-Xlog:cds=off")
                : List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off", "-Xlog:cds+dynamic=off");
    }
}
