package dev.muster.supervisor.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import dev.muster.supervisor.spec.Dependency;
import dev.muster.supervisor.spec.Dependency.Condition;
import dev.muster.supervisor.spec.Ties;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a service stands to the others. Whether these exist is checked when all of them were read. */
final class TiesReader {

    private static final String FORM =
            "must be a list of services such as [db] or [{ service = db, condition = started }]";

    private TiesReader() {}

    static Ties read(Block block) {
        return new Ties(
                Scalar.count(block, "priority", 0, 10_000),
                after(block),
                Scalar.choice(block, "strategy", Ties.Strategy.class, Ties.Strategy.ONE_FOR_ONE),
                Scalar.yesOrNo(block, "essential"));
    }

    private static List<Dependency> after(Block block) {
        Optional<ConfigValue> value = block.value("after");
        if (value.isEmpty()) {
            return List.of();
        }
        if (!(value.get() instanceof ConfigList list)) {
            block.wrong("after", FORM + ", not " + Block.shown(value.get()));
            return List.of();
        }
        Map<String, Dependency> found = new LinkedHashMap<>();
        for (ConfigValue element : list) {
            dependency(block, element).ifPresent(dependency -> {
                if (found.put(dependency.service(), dependency) != null) {
                    block.wrongIn("after", element, "has \"" + dependency.service() + "\" twice");
                }
            });
        }
        return new ArrayList<>(found.values());
    }

    private static Optional<Dependency> dependency(Block block, ConfigValue element) {
        if (element instanceof ConfigObject object) {
            Block one = block.element("after", object);
            Optional<String> service = one.text("service");
            if (service.isEmpty()) {
                one.wrong("service is missing");
            }
            Condition condition = Scalar.choice(one, "condition", Condition.class, Condition.READY);
            one.finish();
            return service.map(name -> new Dependency(name, condition));
        }
        Optional<String> name = Scalar.text(element);
        if (name.isEmpty()) {
            block.wrongIn("after", element, FORM + ", not " + Block.shown(element));
        }
        return name.map(service -> new Dependency(service, Condition.READY));
    }
}
