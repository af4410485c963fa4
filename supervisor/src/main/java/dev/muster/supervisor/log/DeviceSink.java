package dev.muster.supervisor.log;

import dev.muster.supervisor.spec.LogPolicy;
import dev.muster.supervisor.spec.WorkerId;
import java.nio.ByteBuffer;
import java.util.Optional;

/** One worker's way to a {@link Device}: no seek, no rotation, nothing to read back. Pump thread only. */
final class DeviceSink implements Sink {

    private final Device device;
    private final Incident incident;

    DeviceSink(Device device, Incident incident) {
        this.device = device;
        this.incident = incident;
    }

    @Override
    public void reconfigure(LogPolicy wanted) {
        // No rule of rotation applies here.
    }

    @Override
    public void write(ByteBuffer block, Origin origin) {
        device.put(block, incident);
    }

    @Override
    public boolean congested() {
        return device.congested();
    }

    @Override
    public void whenRoom(Runnable task) {
        device.whenRoom(task);
    }

    @Override
    public long rotations() {
        return 0;
    }

    @Override
    public long lostBytes() {
        return incident.lost();
    }

    @Override
    public Optional<History> history(WorkerId worker, LogPolicy.Format format) {
        return Optional.empty();
    }

    @Override
    public void close() {
        // The device is others' as well.
    }
}
