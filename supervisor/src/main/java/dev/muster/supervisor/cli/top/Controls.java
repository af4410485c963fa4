package dev.muster.supervisor.cli.top;

import java.util.List;
import java.util.Optional;

/** What a key does. Pure functions. */
final class Controls {

    private Controls() {}

    /** The screen afterwards, and what is asked for. */
    record Step(View view, Optional<Order> order) {

        static Step to(View view) {
            return new Step(view, Optional.empty());
        }
    }

    /** @param page how many workers, or lines of a log, the screen shows */
    static Step press(Key key, View view, Model model, int page) {
        if (key.kind() == Key.Kind.INTERRUPT) {
            return new Step(view, Optional.of(new Order.Quit()));
        } else if (view.mode() instanceof Mode.Help) {
            return Step.to(view.with(new Mode.Workers()));
        } else if (view.mode() instanceof Mode.Confirm confirm) {
            return confirm(key, view.with(new Mode.Workers()), confirm.order());
        } else if (view.mode() instanceof Mode.Filter filter) {
            return filter(key, view, filter, model);
        } else if (view.mode() instanceof Mode.Log log) {
            return log(key, view, log, page);
        }
        return workers(key, view.with(View.Message.NONE), model, page);
    }

    private static Step confirm(Key key, View view, Order.Verb order) {
        boolean meant = key.character() == 'y' || key.character() == 'Y';
        return new Step(view, meant ? Optional.of(order) : Optional.empty());
    }

    private static Step filter(Key key, View view, Mode.Filter mode, Model model) {
        String text = view.filter();
        return switch (key.kind()) {
            case ENTER -> Step.to(view.with(new Mode.Workers()).looked(model));
            case ESCAPE -> Step.to(view.filtered(mode.before()).with(new Mode.Workers()));
            case BACKSPACE ->
                Step.to(
                        text.isEmpty()
                                ? view
                                : view.filtered(text.substring(0, text.offsetByCodePoints(text.length(), -1))));
            case CHARACTER -> Step.to(view.filtered(text + key.character()));
            case UP, DOWN, PAGE_UP, PAGE_DOWN, HOME, END, INTERRUPT, OTHER -> Step.to(view);
        };
    }

    private static Step log(Key key, View view, Mode.Log log, int page) {
        if (key.kind() == Key.Kind.ESCAPE || key.character() == 'q') {
            return new Step(view.with(new Mode.Workers()), Optional.of(new Order.Unfollow()));
        }
        int back = log.back() - moved(key, page, log.back());
        return Step.to(view.with(new Mode.Log(log.worker(), Math.max(0, Math.min(LogTail.MOST, back)))));
    }

    /** How far down a key goes. */
    private static int moved(Key key, int page, int toTheEnd) {
        return switch (key.kind()) {
            case UP -> -1;
            case DOWN -> 1;
            case PAGE_UP -> -Math.max(1, page - 1);
            case PAGE_DOWN -> Math.max(1, page - 1);
            case HOME -> -LogTail.MOST;
            case END -> toTheEnd;
            case CHARACTER ->
                switch (key.character()) {
                    case 'k' -> -1;
                    case 'j' -> 1;
                    case ' ' -> Math.max(1, page - 1);
                    case 'g' -> -LogTail.MOST;
                    case 'G' -> toTheEnd;
                    default -> 0;
                };
            case ENTER, ESCAPE, BACKSPACE, INTERRUPT, OTHER -> 0;
        };
    }

    private static Step workers(Key key, View view, Model model, int page) {
        List<WorkerRow> rows = view.rows(model);
        int position = view.position(rows);
        int down = moved(key, page, rows.size());
        boolean first = key.kind() == Key.Kind.HOME || key.character() == 'g';
        if (first || down != 0) {
            return Step.to(view.at(rows, first ? 0 : position + down));
        } else if (key.kind() == Key.Kind.ESCAPE) {
            return Step.to(view.filtered(""));
        } else if (key.kind() != Key.Kind.CHARACTER) {
            return Step.to(view);
        }
        Optional<Sort> sort = Sort.byKey(key.character());
        if (sort.isPresent()) {
            boolean again = view.sorting().by() == sort.get();
            return Step.to(view.with(
                    new View.Sorting(sort.get(), again && !view.sorting().reversed())));
        }
        return switch (key.character()) {
            case 'q' -> new Step(view, Optional.of(new Order.Quit()));
            case 'h', '?' -> Step.to(view.with(new Mode.Help()));
            case '/' -> Step.to(view.with(new Mode.Filter(view.filter())));
            default -> position < 0 ? Step.to(view) : toWorker(key, view.at(rows, position), rows.get(position));
        };
    }

    private static Step toWorker(Key key, View view, WorkerRow row) {
        return switch (key.character()) {
            case 'r' -> Step.to(view.with(new Mode.Confirm(new Order.Verb("restart", row.id()))));
            case 's' ->
                row.standing().wanted()
                        ? Step.to(view.with(new Mode.Confirm(new Order.Verb("stop", row.id()))))
                        : new Step(view, Optional.of(new Order.Verb("start", row.id())));
            case '+', '=' -> new Step(view, Optional.of(new Order.Scale(row.service(), "+1")));
            case '-' -> new Step(view, Optional.of(new Order.Scale(row.service(), "-1")));
            case 'l' -> new Step(view.with(new Mode.Log(row.id(), 0)), Optional.of(new Order.Follow(row.id())));
            default -> Step.to(view);
        };
    }
}
