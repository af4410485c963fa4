package dev.muster.concurrent;

import java.io.DataInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The program of a member: it is told on stdin where its pool is, connects, and runs tasks until the pool says otherwise. The end
 * of stdin is the end of the pool, and then its own, whatever it is doing. No lambdas here: the first one costs a start 20 ms.
 */
final class MemberMain {
    private static final int POOL_GONE = 0;
    private static final int LOST = 70;

    private MemberMain() {}

    /** Started by {@link MemberProcess}. */
    public static void main(String[] arguments) throws IOException {
        DataInputStream orders = new DataInputStream(new FileInputStream(FileDescriptor.in));
        System.setIn(InputStream.nullInputStream());
        String token = orders.readUTF();
        Path memoryFile = Path.of(orders.readUTF());
        Path socket = Path.of(orders.readUTF());
        long maxRss = orders.readLong();

        PoolMemory memory = PoolMemory.open(memoryFile);
        MemberTasks tasks = new MemberTasks(memory, maxRss);
        Thread signals = new Thread(new Signals(), "muster-pool-signals");
        signals.start();
        Thread control = new Thread(new Control(orders, tasks), "muster-pool-control");
        control.setDaemon(true);
        control.start();
        Runtime.getRuntime().addShutdownHook(new Thread(new Leaving(memory), "muster-pool-leave"));
        String build = ClassPath.fingerprint(ClassPath.ofThisJvm());
        SocketChannel bell = MemberDoor.connect(socket, token, MemberDoor.MEMBERS_BELL, "");
        SocketChannel poolsBell = MemberDoor.connect(socket, token, MemberDoor.POOLS_BELL, build);
        poolsBell.configureBlocking(false);
        join(signals);
        try {
            tasks.run(new MemberChannel(memory, bell, poolsBell));
        } catch (IOException e) {
            e.printStackTrace();
            System.exit(LOST);
        }
        System.exit(POOL_GONE);
    }

    /** Hears what concerns a task that is running, and the end of the pool. */
    private static final class Control implements Runnable {
        private final DataInputStream orders;
        private final MemberTasks tasks;

        private Control(DataInputStream orders, MemberTasks tasks) {
            this.orders = orders;
            this.tasks = tasks;
        }

        @Override
        public void run() {
            try {
                while (true) {
                    tasks.cancel(orders.readLong());
                }
            } catch (IOException poolIsGone) {
                Runtime.getRuntime().halt(POOL_GONE);
            }
        }
    }

    private static void join(Thread thread) throws IOException {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** Beside the connecting: it takes as long. */
    private static final class Signals implements Runnable {
        @Override
        public void run() {
            ignoreSignals();
        }
    }

    /**
     * Under a master, and in a terminal, a signal goes to the whole group: what it means is for the pool's owner to say, who may
     * want to finish what runs here. Handled, not ignored: programs that a task starts would inherit that.
     */
    private static void ignoreSignals() {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Method handle = signal.getMethod("handle", signal, handler);
            Object nothing = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, new Nothing());
            for (String name : new String[] {"TERM", "INT", "HUP"}) {
                handle.invoke(null, signal.getConstructor(String.class).newInstance(name), nothing);
            }
        } catch (ReflectiveOperationException | RuntimeException unavailable) {
            // With -Xrs the signals are the system's, and end the member.
            return;
        }
    }

    private static final class Nothing implements InvocationHandler {
        @Override
        public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
            return switch (method.getName()) {
                case "hashCode" -> System.identityHashCode(proxy);
                case "equals" -> arguments != null && proxy == arguments[0];
                case "toString" -> "muster signal handler";
                default -> null;
            };
        }
    }

    private static final class Leaving implements Runnable {
        private final PoolMemory memory;

        private Leaving(PoolMemory memory) {
            this.memory = memory;
        }

        @Override
        public void run() {
            memory.leave();
        }
    }
}
