package dev.muster.supervisor.build;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/**
 * Copies a jar and makes class files of Java 11 of older ones: the same instructions, with the stack maps that the JVM's verifier asks
 * for since Java 6. Older ones are kept in no archive of classes, or, by Java 17, in one that does not work (an AbstractMethodError).
 */
public final class Modernizer {
    private static final String NOTE = "META-INF/CHANGES-BY-MUSTER";
    private static final String SAID =
            "Class files older than Java 11 were given its format and stack maps; nothing else was changed.\n";

    private Modernizer() {}

    /** Arguments: the jar, and the jar to write. */
    public static void main(String[] arguments) throws IOException {
        Path to = Path.of(arguments[1]);
        Files.createDirectories(to.toAbsolutePath().getParent());
        rewrite(Path.of(arguments[0]), to);
    }

    /** The same jar gives the same bytes. */
    static void rewrite(Path from, Path to) throws IOException {
        URL[] types = {from.toUri().toURL()};
        try (JarFile in = new JarFile(from.toFile());
                URLClassLoader loader = new URLClassLoader(types);
                JarOutputStream out = new JarOutputStream(Files.newOutputStream(to))) {
            long time = 0;
            for (JarEntry entry : Collections.list(in.entries())) {
                byte[] bytes = in.getInputStream(entry).readAllBytes();
                time = Math.max(time, entry.getTime());
                write(out, entry.getName(), entry.getTime(), isOld(entry, bytes) ? modern(bytes, loader) : bytes);
            }
            write(out, NOTE, time, SAID.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void write(JarOutputStream out, String name, long time, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTime(time);
        out.putNextEntry(entry);
        out.write(bytes);
        out.closeEntry();
    }

    private static boolean isOld(JarEntry entry, byte[] bytes) {
        return entry.getName().endsWith(".class") && new ClassReader(bytes).readUnsignedShort(6) < Opcodes.V11;
    }

    private static byte[] modern(byte[] bytes, ClassLoader loader) {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
            @Override
            protected ClassLoader getClassLoader() {
                return loader;
            }
        };
        ClassVisitor newer = new ClassVisitor(Opcodes.ASM9, writer) {
            @Override
            public void visit(
                    int version,
                    int access,
                    String name,
                    @Nullable String signature,
                    @Nullable String superName,
                    String @Nullable [] interfaces) {
                super.visit(Opcodes.V11, access, name, signature, superName, interfaces);
            }
        };
        new ClassReader(bytes).accept(newer, ClassReader.SKIP_FRAMES);
        return writer.toByteArray();
    }
}
