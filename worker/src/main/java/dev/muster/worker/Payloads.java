package dev.muster.worker;

import dev.muster.queue.Job;
import dev.muster.queue.JobResult;
import dev.muster.wire.Json;
import dev.muster.wire.JsonException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Values to jobs and back. Thread-safe. */
final class Payloads {
    private static final String BYTES = "application/octet-stream";

    private Payloads() {}

    static Job job(Object value) {
        if (value instanceof Job job) {
            return job;
        }
        if (value instanceof byte[] bytes) {
            return new Job("", BYTES, bytes, Duration.ZERO);
        }
        return Job.json(value instanceof Long number ? number.toString() : Json.write(value));
    }

    static JobResult result(Object value) {
        Job job = job(value);
        return new JobResult(job.contentType(), job.payload());
    }

    /** @throws JsonException when the result is no R */
    static <R> R value(JobResult result, Class<R> type) {
        return value(new Job("", result.contentType(), result.payload(), Duration.ZERO), type);
    }

    /** @throws IllegalStateException when what was saved is no T */
    static <T> T saved(byte[] state, Class<T> type, String job) {
        try {
            return type == byte[].class ? type.cast(state) : Json.read(new String(state, StandardCharsets.UTF_8), type);
        } catch (JsonException e) {
            throw new IllegalStateException(
                    job + ": its checkpoint is no " + type.getSimpleName() + ": " + e.getMessage(), e);
        }
    }

    /** Why a job is put aside whose payload is no T. */
    static String unreadable(JsonException e) {
        return "payload cannot be read: " + e.getMessage();
    }

    /** @throws JsonException when the payload is no T */
    static <T> T value(Job job, Class<T> type) {
        if (type == Job.class) {
            return type.cast(job);
        }
        if (type == byte[].class) {
            return type.cast(job.payload());
        }
        if (job.contentType().equals(BYTES)) {
            throw new JsonException("bytes where " + type.getSimpleName() + " is wanted");
        }
        return Json.read(new String(job.payload(), StandardCharsets.UTF_8), type);
    }
}
