package dev.muster.supervisor.log;

import java.nio.ByteBuffer;

/** One worker's way to a {@link Device}: no seek, no rotation, nothing to read back. Pump thread only. */
final class DeviceSink implements Sink {

    private final Device device;
    private final Incident incident;

    DeviceSink(Device device, Incident incident) {
        this.device = device;
        this.incident = incident;
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
    public long lostBytes() {
        return incident.lost();
    }

    @Override
    public void close() {
        // The device is others' as well.
    }
}
