package dev.muster.supervisor.config;

import java.util.Map;

/**
 * What a configuration is read under, apart from its files. Immutable.
 *
 * @param foreground the fleet belongs to a terminal: workers go with the master unless the file says otherwise
 * @param environment the variables that substitutions see and of which workers get a few; the process's own in production
 */
public record LoadOptions(boolean foreground, Map<String, String> environment) {

    public LoadOptions {
        environment = Map.copyOf(environment);
    }

    public static LoadOptions daemon() {
        return new LoadOptions(false, System.getenv());
    }

    public static LoadOptions terminal() {
        return new LoadOptions(true, System.getenv());
    }
}
