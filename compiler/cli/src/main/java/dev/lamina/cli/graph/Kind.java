package dev.lamina.cli.graph;

/** What a layer is for, which decides its colour. */
enum Kind {
    INPUT,
    PRODUCT,
    CONVOLUTION,
    RECURRENT,
    POOLING,
    ACTIVATION,
    SHAPING,
    LOSS;

    /** The kind of the layer written with a word. */
    static Kind of(String keyword) {
        return switch (keyword) {
            case "fc", "embedding" -> PRODUCT;
            case "conv" -> CONVOLUTION;
            case "rnn", "lstm", "gru" -> RECURRENT;
            case "maxpool" -> POOLING;
            case "flatten", "dropout", "last" -> SHAPING;
            default -> ACTIVATION;
        };
    }

    /** The class that the style sheet knows. */
    String style() {
        return switch (this) {
            case INPUT, LOSS -> "end";
            case PRODUCT -> "product";
            case CONVOLUTION -> "convolution";
            case RECURRENT -> "recurrent";
            case POOLING -> "pooling";
            case ACTIVATION -> "activation";
            case SHAPING -> "shaping";
        };
    }
}
