package dev.lamina.compiler.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The settings of a {@code train} block. */
public enum TrainSetting {
    OPTIMIZER,
    BATCH,
    EPOCHS,
    SEED,
    SHARDS,
    SCHEDULE,
    CLIP,
    STOP,
    FREEZE,
    RATE;

    /** Whether a train block may have it several times. */
    boolean isRepeatable() {
        return this == RATE;
    }

    /** The name in model files. */
    public String keyword() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The names of all settings. */
    public static List<String> keywords() {
        return Arrays.stream(values()).map(TrainSetting::keyword).toList();
    }

    static Optional<TrainSetting> find(String keyword) {
        return Arrays.stream(values())
                .filter(setting -> setting.keyword().equals(keyword))
                .findFirst();
    }
}
