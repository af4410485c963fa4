package dev.muster.supervisor.config;

import com.typesafe.config.ConfigObject;
import dev.muster.queue.QueueLocation;
import dev.muster.supervisor.spec.Launch;
import dev.muster.supervisor.spec.Program;
import dev.muster.supervisor.spec.QueueSpec;
import dev.muster.supervisor.spec.Schedule;
import dev.muster.supervisor.spec.ServiceSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** One block of {@code muster.services}. */
final class ServiceReader {

    static final int MOST_WORKERS = 10_000;

    private static final Pattern USER = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*|[0-9]+");

    private final Surroundings surroundings;
    private final Map<String, QueueSpec> queues;

    ServiceReader(Surroundings surroundings, Map<String, QueueSpec> queues) {
        this.surroundings = surroundings;
        this.queues = queues;
    }

    ServiceSpec read(String name, Block block) {
        Program program = new ProgramReader(surroundings).read(block);
        Optional<String> user = user(block);
        Map<String, QueueSpec> roles = roles(block, user);
        Optional<Schedule> schedule = ScheduleReader.read(block);
        PolicyReader policies = new PolicyReader(surroundings.options().foreground());
        Launch launch = new Launch(
                program,
                new EnvironmentReader(surroundings).read(block, user),
                workingDirectory(block),
                settings(block),
                roles,
                LimitsReader.read(block, user),
                ProbeReader.watchdog(block.block("liveness")));
        return new ServiceSpec(
                name,
                launch,
                StaffReader.read(block, roles),
                Scalar.yesOrNo(block, "autostart"),
                TiesReader.read(block),
                schedule,
                ScheduleReader.fitting(schedule, block, policies.read(block, program)));
    }

    private Path workingDirectory(Block block) {
        return block.text("working-directory").map(surroundings::resolve).orElse(surroundings.directory());
    }

    private static Optional<String> user(Block block) {
        Optional<String> user = block.text("user");
        if (user.isPresent() && !USER.matcher(user.get()).matches()) {
            block.wrong("user", "must be the name or the number of a user, not \"" + user.get() + "\"");
        }
        return user;
    }

    private static Map<String, Object> settings(Block block) {
        return withoutNulls(block.object("settings").unwrapped());
    }

    private static Map<String, Object> withoutNulls(Map<?, ?> map) {
        Map<String, Object> copy = new LinkedHashMap<>();
        // The library's order is that of a hash table; a sorted one reads better in "check" and in a diff.
        for (String key :
                new TreeSet<>(map.keySet().stream().map(String::valueOf).toList())) {
            Object value = map.get(key);
            if (value != null) {
                copy.put(key, withoutNulls(value));
            }
        }
        return copy;
    }

    /** A value as the library has it, with its keys in order. */
    static Object withoutNulls(Object value) {
        if (value instanceof Map<?, ?> map) {
            return withoutNulls(map);
        }
        if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>();
            list.stream().filter(element -> element != null).forEach(element -> copy.add(withoutNulls(element)));
            return copy;
        }
        return value;
    }

    private Map<String, QueueSpec> roles(Block block, Optional<String> user) {
        ConfigObject object = block.object("queues");
        Block roles = block.block("queues");
        Map<String, QueueSpec> result = new LinkedHashMap<>();
        for (String role : new TreeSet<>(object.keySet())) {
            if (!FleetReader.NAME.matcher(role).matches()) {
                roles.wrong(role, "a role is a lower-case letter, then lower-case letters, digits and hyphens");
                continue;
            }
            roles.text(role).ifPresent(queue -> {
                QueueSpec spec = queues.get(queue);
                if (spec != null) {
                    result.put(role, spec);
                    user.flatMap(other -> outOfReach(spec, other)).ifPresent(why -> roles.wrong(role, why));
                } else {
                    roles.wrong(
                            role,
                            "no queue \"" + queue + "\" is defined under muster.queues; "
                                    + DidYouMean.among(new TreeSet<>(queues.keySet()), queue));
                }
            });
        }
        return result;
    }

    /** The state directory is the master's alone (0700). */
    private Optional<String> outOfReach(QueueSpec queue, String user) {
        Path state = surroundings.home().state();
        if (Accounts.isOurs(user) || !QueueLocation.of(queue.url()).path().startsWith(state + "/")) {
            return Optional.empty();
        }
        return Optional.of("queue \"" + queue.name() + "\" lies in " + state + ", which user " + user
                + " cannot enter; set muster.queues." + queue.name() + ".url to chronicle:/a/directory of that user, or"
                + " remove the service's user");
    }
}
