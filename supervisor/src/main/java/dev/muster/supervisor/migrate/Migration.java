package dev.muster.supervisor.migrate;

import java.util.ArrayList;
import java.util.List;

/**
 * A fleet in our own terms. Immutable.
 *
 * @param origin where it comes from, for the first line
 * @param remarks what concerns no single service
 */
public record Migration(String origin, List<String> remarks, List<Service> services) {

    public Migration {
        remarks = List.copyOf(remarks);
        services = List.copyOf(services);
    }

    static Migration of(String origin, List<String> remarks, List<Draft> drafts) {
        return new Migration(
                origin,
                remarks,
                drafts.stream()
                        .map(draft -> new Service(draft.name(), draft.lines(), List.copyOf(draft.remarks())))
                        .toList());
    }

    /** All remarks, each with the name of its service. */
    public List<String> allRemarks() {
        List<String> all = new ArrayList<>(remarks);
        services.forEach(service -> service.remarks().forEach(remark -> all.add(service.name() + ": " + remark)));
        return all;
    }

    /** The text of a {@code muster.conf}. */
    public String toHocon() {
        StringBuilder text = new StringBuilder();
        line(text, 0, "# Made by `muster import` from " + origin + ".");
        remarks.forEach(remark -> line(text, 0, "# not imported: " + remark));
        line(text, 0, "muster {");
        line(text, 1, services.isEmpty() ? "services {}" : "services {");
        for (Service service : services) {
            line(text, 2, service.name() + " {");
            service.lines().forEach(each -> line(text, 3, each));
            line(text, 2, "}");
        }
        if (!services.isEmpty()) {
            line(text, 1, "}");
        }
        line(text, 0, "}");
        return text.toString();
    }

    private static void line(StringBuilder text, int depth, String line) {
        text.append("  ".repeat(depth)).append(line).append('\n');
    }

    /**
     * One block of the result.
     *
     * @param lines what is in it, comments too
     */
    public record Service(String name, List<String> lines, List<String> remarks) {}
}
