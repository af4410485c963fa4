package dev.muster.supervisor.event;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Logback without its search for a configuration: {@link MasterLog} brings one, and to look for others means to open every jar of the
 * installation. Named by {@code bin/muster}, made by SLF4J. Thread-safe once it is initialised.
 */
public final class MasterLogProvider implements SLF4JServiceProvider {
    private static final String API = "2.0.99"; // any of the second version, as Logback says it itself

    private final LoggerContext context = new LoggerContext();
    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final LogbackMDCAdapter mdc = new LogbackMDCAdapter();

    @Override
    public ILoggerFactory getLoggerFactory() {
        return context;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return mdc;
    }

    @Override
    public String getRequestedApiVersion() {
        return API;
    }

    @Override
    public void initialize() {
        context.setName("muster");
        context.setMDCAdapter(mdc);
        context.start();
    }
}
