package dev.muster.supervisor.event;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import org.junit.jupiter.api.Test;

final class MasterLogProviderTest {

    @Test
    void comesUpWithoutAConfigurationOfItsOwn() {
        MasterLogProvider provider = new MasterLogProvider();
        provider.initialize();
        LoggerContext context = assertInstanceOf(LoggerContext.class, provider.getLoggerFactory());
        assertTrue(context.isStarted());
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        assertFalse(
                root.iteratorForAppenders().hasNext(), "what Logback falls back to writes DEBUG to standard output");
    }
}
