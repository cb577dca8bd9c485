package dev.lamina.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The model files of the tests. */
final class Models {
    static final String DIGITS = """
            model Digits {
                input image: image[1, 8, 8]
                conv(16, kernel = 3, padding = 1)  relu  maxpool(2)
                flatten
                dropout(0.3)
                fc(32)  relu
                dropout(0.5)
                fc(10)
                loss cross_entropy
                train { optimizer adam(rate = 0.002)  batch 32  epochs 1  seed 7  shards 8 }
            }
            """;

    /** 12 shards of 2 samples: no power of two, and no number of workers divides them evenly but 2, 3 and 4. */
    static final String MOMENTUM = """
            model Momentum {
                input x: vector[64]
                fc(24)  tanh
                fc(10)
                loss cross_entropy
                train { optimizer sgd(rate = 0.05, momentum = 0.9)  batch 24  epochs 1  seed 3  shards 12 }
            }
            """;

    static final String NUMBERS = """
            model Numbers {
                input x: vector[64]
                fc(24)  gelu
                dropout(0.1)
                fc(1)
                loss mse
                train { optimizer adam(rate = 0.01)  batch 28  epochs 1  seed 5  shards 7 }
            }
            """;

    /** An image as a sequence of its rows, of which some samples have fewer. */
    static final String SEQUENCES = """
            model Sequences {
                input rows: sequence[8, 8]
                gru(12)
                fc(10)
                loss cross_entropy
                train { optimizer adam(rate = 0.01)  batch 32  epochs 1  seed 11  shards 4 }
            }
            """;

    /** Two inputs and two outputs; of the labels of one some are ignored, and the others count differently. */
    static final String PORTS = """
            model Ports {
                input top: vector[32]
                input bottom: vector[32]
                from top
                concat(bottom)
                dropout(0.1)
                fc(16)
                trunk: relu
                output digit: fc(10)
                from trunk
                output parity: fc(1)
                loss cross_entropy(digit, weights = (1, 2, 1, 1, 3, 1, 1, 1, 1, 0.5), ignore = -1)
                loss binary_cross_entropy(parity, weight = 0.5)
                train { optimizer adam(rate = 0.01)  batch 30  epochs 2  seed 4  shards 6 }
            }
            """;

    private Models() {}

    /** Writes a model to a file of its name. */
    static String file(Path folder, String text) {
        String name = text.substring("model ".length(), text.indexOf(' ', "model ".length()));
        try {
            return Files.writeString(folder.resolve(name + ".lamina"), text).toString();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static NetworkSource compiled(String text) {
        return NetworkSource.compiled("test.lamina", text);
    }
}
