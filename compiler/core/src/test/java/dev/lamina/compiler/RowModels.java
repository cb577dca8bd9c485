package dev.lamina.compiler;

import java.util.List;

/** Models of layers that sum over rows, and of attention; behind a recurrent layer, whose states the trials compare too. */
final class RowModels {
    static final List<RandomModel> ALL = List.of(
            new RandomModel(
                    3, "model Seed3 { input x: sequence[3, 6]\n gru(6) attention(3) layernorm fc(4)\n}\n", "", 4),
            new RandomModel(
                    5,
                    "model Seed5 { input x: sequence[17, 5]\n gru(20) attention(2, causal = true) softmax(axis = features)"
                            + " mean\n}\n",
                    "",
                    3),
            new RandomModel(
                    6,
                    "model Seed6 { input x: sequence[5, 4]\n rnn(18) residual { layernorm attention(1) } log_softmax(axis ="
                            + " features) attention(6, causal = true, bias = false) fc(3)\n loss cross_entropy\n}\n",
                    "cross_entropy",
                    5));

    private RowModels() {}
}
