package dev.muster.supervisor.process;

import dev.muster.supervisor.process.SpawnException.Kind;
import dev.muster.supervisor.spec.Environment;
import dev.muster.supervisor.spec.Secret;
import dev.muster.supervisor.trust.FileFacts;
import dev.muster.supervisor.trust.Ground;
import dev.muster.supervisor.trust.Owner;
import dev.muster.supervisor.trust.SecretRules;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads secrets for a process that is about to be started, and only from files that nobody but root and the master's user could have
 * written. No message tells what is in them. No state; a small file is read on the caller's thread.
 */
public final class SecretFile {

    private SecretFile() {}

    /**
     * All variables with their values.
     *
     * @param own the master's variables, of which one says where its credentials are
     * @throws SpawnException naming the variable, what is wrong, and the remedy
     */
    public static Map<String, String> resolve(Environment environment, Map<String, String> own) throws SpawnException {
        Map<String, String> variables = new LinkedHashMap<>(environment.plain());
        for (Map.Entry<String, Secret> secret : environment.secrets().entrySet()) {
            String name = secret.getKey();
            try {
                variables.put(name, value(secret.getValue(), own.get(Secret.CREDENTIALS_DIRECTORY)));
            } catch (IOException e) {
                throw new SpawnException(Kind.BAD_SECRET, "variable " + name + ": " + e.getMessage());
            }
        }
        return variables;
    }

    private static String value(Secret secret, @Nullable String credentials) throws IOException {
        Path named = path(secret, credentials);
        if (secret.asPath()) {
            return named.toString(); // whoever runs the program has to be able to read it, not we
        }
        Path file = real(named);
        // Neither on the way to a link nor to what it leads to may others exchange anything.
        for (Path either : List.of(named, file)) {
            refuse(Ground.problem(either));
        }
        try (Fd open = Fd.openToRead(file)) {
            FileFacts facts = FileFacts.ofDescriptor(open.number());
            refuse(SecretRules.problem(named, facts, false));
            refuse(foreign(named, facts));
            return text(named, open);
        } catch (NativeException closed) {
            throw new IOException(
                    named + " cannot be read by uid " + Owner.ours() + " (" + closed.getMessage()
                            + "); chown it to the master's user",
                    closed);
        }
    }

    private static void refuse(Optional<String> problem) throws IOException {
        if (problem.isPresent()) {
            throw new IOException(problem.get());
        }
    }

    private static Path path(Secret secret, @Nullable String credentials) throws IOException {
        if (secret.source() == Secret.Source.FILE) {
            return Path.of(secret.where());
        }
        if (credentials == null) {
            throw new IOException("there is no credential " + secret.where() + ", for the master was given none; add"
                    + " LoadCredential=" + secret.where() + ":/a/file to its systemd unit, or use file instead");
        }
        return Path.of(credentials, secret.where());
    }

    private static Path real(Path named) throws IOException {
        try {
            return named.toRealPath();
        } catch (IOException e) {
            throw new IOException(
                    SecretRules.problem(named, false)
                            .orElse(named + " is out of reach of uid " + Owner.ours()
                                    + "; the directories above it must let it pass"),
                    e);
        }
    }

    private static Optional<String> foreign(Path file, FileFacts facts) {
        return Owner.isTrusted(facts.uid())
                ? Optional.empty()
                : Optional.of(file + " belongs to uid " + facts.uid() + "; chown it to root or to the master's user");
    }

    private static String text(Path file, Fd open) throws IOException {
        byte[] bytes = new byte[Secret.MOST_BYTES + 1];
        int length = Math.max(0, open.read(bytes));
        int end = length > 0 && bytes[length - 1] == '\n' ? length - 1 : length;
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, end))
                    .toString();
        } catch (CharacterCodingException binary) {
            throw new IOException(file + " is not UTF-8 text; give the program its path: as = path", binary);
        }
        if (length > Secret.MOST_BYTES || text.isEmpty() || text.indexOf('\0') >= 0) {
            String what = text.isEmpty() ? "is empty" : "has a NUL, or has just grown too large";
            throw new IOException(file + " " + what + "; write the secret into it");
        }
        return text;
    }
}
