package dev.muster.testing;

import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each test an {@link InlineMuster} of its own, as a parameter: {@code @ExtendWith(MusterExtension.class)}, or with workers that are
 * started before each test {@code @RegisterExtension static final MusterExtension muster = MusterExtension.inline(...)}.
 */
public final class MusterExtension implements BeforeEachCallback, AfterEachCallback, ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(MusterExtension.class);

    private final List<TestWorker> workers;

    /** For {@code @ExtendWith}. */
    public MusterExtension() {
        this(List.of());
    }

    private MusterExtension(List<TestWorker> workers) {
        this.workers = workers;
    }

    /**
     * Starts workers before each test.
     *
     * @param workers in this order
     * @return for a field with {@code @RegisterExtension}
     */
    public static MusterExtension inline(TestWorker... workers) {
        return new MusterExtension(List.of(workers));
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        InlineMuster muster = new InlineMuster();
        context.getStore(NAMESPACE).put(InlineMuster.class, muster);
        workers.forEach(muster::start);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        InlineMuster muster = context.getStore(NAMESPACE).remove(InlineMuster.class, InlineMuster.class);
        if (muster != null) {
            muster.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == InlineMuster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getStore(NAMESPACE).get(InlineMuster.class, InlineMuster.class);
    }
}
