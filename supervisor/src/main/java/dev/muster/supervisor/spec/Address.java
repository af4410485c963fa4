package dev.muster.supervisor.spec;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a probe asks. Hosts are numbers, or {@code localhost} for 127.0.0.1: to wait for a name server would say nothing about the
 * worker. Immutable.
 *
 * @param host an IPv4 or IPv6 address without brackets
 * @param path what to GET; {@code /} where it does not matter
 */
public record Address(String host, int port, String path) {

    private static final String HOST = "localhost|[0-9]{1,3}(?:[.][0-9]{1,3}){3}|\\[[0-9a-fA-F:.]+]";
    private static final Pattern TCP = Pattern.compile("(?:(" + HOST + "):)?([0-9]{1,5})");
    private static final Pattern HTTP = Pattern.compile("http://(" + HOST + ")(?::([0-9]{1,5}))?(/[\\x21-\\x7e]*)?");
    private static final String USUAL_HOST = "127.0.0.1";
    private static final int MOST = 65_535;

    /**
     * {@code 8080}, {@code 127.0.0.1:8080} or {@code [::1]:8080}.
     *
     * @throws IllegalArgumentException with what is expected
     */
    public static Address tcp(String text) {
        Matcher matcher = TCP.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "must be a port such as 8080, or an address such as 127.0.0.1:8080 or [::1]:8080 (no host names), not \""
                            + text + "\"");
        }
        return new Address(host(matcher.group(1)), port(matcher.group(2)), "/");
    }

    /**
     * {@code http://127.0.0.1:8080/live}.
     *
     * @throws IllegalArgumentException with what is expected
     */
    public static Address http(String text) {
        Matcher matcher = HTTP.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "must be a URL such as http://127.0.0.1:8080/live (no host names; for https use exec with curl), not \""
                            + text + "\"");
        }
        String port = matcher.group(2);
        String path = matcher.group(3);
        return new Address(host(matcher.group(1)), port == null ? 80 : port(port), path == null ? "/" : path);
    }

    private static String host(@Nullable String text) {
        if (text == null || text.equals("localhost")) {
            return USUAL_HOST;
        }
        return text.startsWith("[") ? text.substring(1, text.length() - 1) : text;
    }

    private static int port(String text) {
        int port = Integer.parseInt(text);
        if (port < 1 || port > MOST) {
            throw new IllegalArgumentException("must have a port between 1 and " + MOST + ", not " + text);
        }
        return port;
    }
}
