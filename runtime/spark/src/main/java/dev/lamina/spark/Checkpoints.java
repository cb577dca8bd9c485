package dev.lamina.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Numbered checkpoints in a folder of any Hadoop file system. Each is a state file, and behind it a small file with its SHA-256 and the run that
 * it belongs to: a state without that file, or of another length, does not count. So nothing depends on renaming, which object stores do by
 * copying. The two newest are kept.
 */
final class Checkpoints {
    private static final Pattern COMPLETE = Pattern.compile("step-(\\d{10,18})\\.complete");
    private static final int KEPT = 2;

    private final Configuration configuration;
    private final String folder;
    private final String identity;

    /** @param identity what has to be equal for a run to go on from a checkpoint */
    Checkpoints(Configuration configuration, String folder, String identity) {
        this.configuration = configuration;
        this.folder = folder;
        this.identity = identity;
    }

    void write(long step, byte[] state) {
        HadoopFiles.write(configuration, name(step, "state"), state);
        String complete = NetworkSource.sha256(state) + "\n" + identity + "\n";
        HadoopFiles.write(configuration, name(step, "complete"), complete.getBytes(StandardCharsets.UTF_8));
        List<Long> steps = steps();
        for (long old : steps.subList(Math.min(KEPT, steps.size()), steps.size())) {
            delete(name(old, "complete")); // first: what is left does not count
            delete(name(old, "state"));
        }
    }

    /**
     * The newest complete state.
     *
     * @throws IllegalArgumentException if the folder has checkpoints of another run
     */
    Optional<byte[]> newest() {
        for (long step : steps()) {
            String[] lines = new String(
                            HadoopFiles.bytes(configuration, name(step, "complete")), StandardCharsets.UTF_8)
                    .split("\n");
            if (lines.length != 2) {
                continue; // half written
            }
            if (!lines[1].equals(identity)) {
                throw new IllegalArgumentException("the checkpoints in " + folder + " are of another run (" + lines[1]
                        + "), and this run is (" + identity + "): give it another folder");
            }
            Optional<byte[]> state =
                    state(step).filter(bytes -> NetworkSource.sha256(bytes).equals(lines[0]));
            if (state.isPresent()) {
                return state;
            }
        }
        return Optional.empty();
    }

    /** The state of a step; empty if its file is gone. */
    private Optional<byte[]> state(long step) {
        try {
            Path path = new Path(name(step, "state"));
            return path.getFileSystem(configuration).exists(path)
                    ? Optional.of(HadoopFiles.bytes(configuration, path.toString()))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name(step, "state") + ": " + e.getMessage(), e);
        }
    }

    /** The steps of the complete checkpoints, the newest first. */
    List<Long> steps() {
        List<Long> steps = new ArrayList<>();
        try {
            Path path = new Path(folder);
            FileSystem files = path.getFileSystem(configuration);
            if (!files.exists(path)) {
                return steps;
            }
            for (FileStatus file : files.listStatus(path)) {
                Matcher matcher = COMPLETE.matcher(file.getPath().getName());
                if (matcher.matches()) {
                    steps.add(Long.parseLong(matcher.group(1)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder + ": " + e.getMessage(), e);
        }
        steps.sort(Comparator.reverseOrder());
        return steps;
    }

    private String name(long step, String kind) {
        return String.format(Locale.ROOT, "%s/step-%010d.%s", folder, step, kind);
    }

    private void delete(String file) {
        try {
            Path path = new Path(file);
            path.getFileSystem(configuration).delete(path, false);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + file + ": " + e.getMessage(), e);
        }
    }
}
