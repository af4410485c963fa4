package dev.muster.acceptance.workers;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;

/**
 * The main class of a jar that has the program and its libraries as jars in it, as frameworks make them: the JVM's own class loader knows
 * nothing of these. The property {@code program} names the program.
 */
public final class JarOfJars {
    private JarOfJars() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createTempDirectory("jar-of-jars");
        URLClassLoader loader =
                new URLClassLoader(unpack(directory).toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
        Thread.currentThread().setContextClassLoader(loader);
        loader.loadClass(System.getProperty("program"))
                .getMethod("main", String[].class)
                .invoke(null, (Object) arguments);
    }

    private static List<URL> unpack(Path directory) throws IOException {
        List<URL> jars = new ArrayList<>();
        try (JarInputStream outer =
                new JarInputStream(Files.newInputStream(Path.of(System.getProperty("java.class.path"))))) {
            for (JarEntry entry = outer.getNextJarEntry(); entry != null; entry = outer.getNextJarEntry()) {
                if (entry.getName().endsWith(".jar")) {
                    Path jar = directory.resolve(entry.getName());
                    Files.copy((InputStream) outer, jar);
                    jars.add(jar.toUri().toURL());
                }
            }
        }
        return jars;
    }
}
