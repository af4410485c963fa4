package dev.muster.worker;

import java.util.Map;

/** All threads and where they stand, as text. */
final class ThreadDump {

    private ThreadDump() {}

    static String of(String worker) {
        StringBuilder text = new StringBuilder("thread dump of ").append(worker).append('\n');
        for (Map.Entry<Thread, StackTraceElement[]> entry :
                Thread.getAllStackTraces().entrySet()) {
            Thread thread = entry.getKey();
            text.append('"').append(thread.getName()).append('"');
            text.append(thread.isDaemon() ? " daemon " : " ")
                    .append(thread.getState())
                    .append('\n');
            for (StackTraceElement frame : entry.getValue()) {
                text.append("    at ").append(frame).append('\n');
            }
        }
        return text.toString();
    }
}
