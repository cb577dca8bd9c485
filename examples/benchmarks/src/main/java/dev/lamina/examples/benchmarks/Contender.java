package dev.lamina.examples.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Who takes part in a comparison: Lamina's two targets, and its peers. */
enum Contender {
    VECTOR("vector"),
    SCALAR("plain Java"),
    ONNX_RUNTIME("ONNX Runtime"),
    PYTORCH("PyTorch");

    private final String label;

    Contender(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    boolean isPeer() {
        return this == ONNX_RUNTIME || this == PYTORCH;
    }

    /** ONNX Runtime for Java only predicts. */
    boolean runs(Row row) {
        return this != ONNX_RUNTIME || row.work() == Row.Work.PREDICT;
    }

    /** All peers, and the targets that the words name; both if they name none. */
    static List<Contender> of(List<String> words) {
        boolean both = !words.contains(VECTOR.word()) && !words.contains(SCALAR.word());
        return Arrays.stream(values())
                .filter(each -> each.isPeer() || both || words.contains(each.word()))
                .toList();
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
