package dev.lamina.compiler;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A small model made of a seed: any layers with any options that fit together.
 *
 * @param loss the loss's keyword, or empty for none
 * @param batch a batch to run it with, at least 2
 */
record RandomModel(long seed, String text, String loss, int batch) {

    private static final Pattern SEQUENCE = Pattern.compile("(sequence|tokens)\\[(\\d+)");

    /** The models of the seeds from 1 on, as many as {@code -Dlamina.models} says. */
    static List<RandomModel> some(int usually) {
        return IntStream.rangeClosed(1, Integer.getInteger("lamina.models", usually))
                .mapToObj(RandomModel::of)
                .toList();
    }

    /** Those of the seeds up to one that have sequences, of which a call may have shorter ones. */
    static Stream<RandomModel> recurrent(int seeds) {
        return LongStream.rangeClosed(1, seeds)
                .filter(seed -> seed % 4 == 0)
                .mapToObj(RandomModel::of)
                .filter(model -> !model.text().contains("flatten"));
    }

    boolean takesTokens() {
        return text.contains("tokens[");
    }

    /** How many steps its sequences have. */
    int steps() {
        return Integer.parseInt(
                SEQUENCE.matcher(text).results().findFirst().orElseThrow().group(2));
    }

    /** The same model for sequences of more steps. */
    RandomModel withMoreSteps(int more) {
        String longer = SEQUENCE.matcher(text).replaceFirst("$1[" + (steps() + more));
        return new RandomModel(seed, longer, loss, batch);
    }

    static RandomModel of(long seed) {
        return new Builder(seed).model();
    }

    @Override
    public String toString() {
        return "model of seed " + seed;
    }

    /** Adds layer after layer, and knows the shape it has come to. */
    private static final class Builder {
        private final long seed;
        private final Random random;
        private final StringBuilder text = new StringBuilder();
        private int channels;
        private int height;
        private int width;
        private boolean image;
        private int steps;

        Builder(long seed) {
            this.seed = seed;
            random = new Random(seed);
        }

        RandomModel model() {
            text.append("model Seed").append(seed).append(" {\n    input x: ");
            return seed % 4 == 0 ? sequenceModel() : stillModel();
        }

        /** Layers over the steps of a sequence, of tokens at times, and at times down to one vector. */
        private RandomModel sequenceModel() {
            channels = oneOf(1, 2, 3, 7, 16, 19);
            steps = 1 + random.nextInt(5);
            if (random.nextBoolean()) {
                text.append("tokens[" + steps + "] below " + (1 + random.nextInt(20)));
                line("embedding(" + channels + ")");
            } else {
                text.append("sequence[" + steps + ", " + channels + "]");
            }
            int layers = 1 + random.nextInt(4);
            for (int i = 0; i < layers; i++) {
                line(steps == 0 ? vectorLayer() : i == 0 ? recurrent() : sequenceLayer());
            }
            return finished(oneOf("", "cross_entropy", "mse"));
        }

        private RandomModel stillModel() {
            image = random.nextInt(10) < 6;
            channels = oneOf(1, 2, 3, 4, 6, 8, 16, 17, 33);
            height = image ? 4 + random.nextInt(8) : 1;
            width = image ? 4 + random.nextInt(8) : 1;
            text.append(image ? "image[" + channels + ", " + height + ", " + width + "]" : "vector[" + channels + "]");
            int layers = 1 + random.nextInt(6);
            for (int i = 0; i < layers; i++) {
                line(image ? imageLayer() : vectorLayer());
            }
            return finished(oneOf("", "cross_entropy", "mse"));
        }

        private RandomModel finished(String loss) {
            if (!loss.isEmpty()) {
                loss(loss);
            }
            return new RandomModel(seed, text.append("\n}\n").toString(), loss, 2 + random.nextInt(6));
        }

        private void loss(String loss) {
            if (steps > 0 && random.nextBoolean()) {
                line(overSteps());
            }
            if (loss.equals("cross_entropy")) {
                if (image) {
                    line(flatten());
                }
                line(fc(2 + random.nextInt(19)));
            }
            boolean smooth = loss.equals("cross_entropy") && random.nextBoolean();
            line("loss " + loss + (smooth ? "(smoothing = 0.1)" : ""));
            line("train { optimizer "
                    + oneOf(
                            "sgd(rate = 0.05)",
                            "sgd(rate = 0.05, momentum = 0.9)",
                            "sgd(rate = 0.02, momentum = 0.8, nesterov = true, weight_decay = 0.01)",
                            "adam(rate = 0.01)",
                            "adamw(rate = 0.01, weight_decay = 0.1)")
                    + " batch 4 seed " + random.nextInt(1000) + " }");
        }

        private void line(String line) {
            text.append("\n    ").append(line);
        }

        private String imageLayer() {
            int kind = random.nextInt(20);
            if (kind < 8) {
                return conv();
            }
            if (kind < 12) {
                return maxpool();
            }
            return kind < 14 ? flatten() : elementwise();
        }

        private String sequenceLayer() {
            int kind = random.nextInt(10);
            if (kind < 4) {
                return recurrent();
            }
            if (kind < 6) {
                return overSteps();
            }
            return kind < 8 ? fc(oneOf(1, 5, 16, 33)) : oneOf("relu", "sigmoid", "tanh", "dropout(0.3)");
        }

        private String overSteps() {
            steps = 0;
            return oneOf("last", "mean");
        }

        private String recurrent() {
            int hidden = oneOf(1, 3, 5, 16, 17);
            boolean both = random.nextInt(3) == 0;
            channels = both ? 2 * hidden : hidden;
            int layers = 1 + random.nextInt(2);
            String kind = oneOf("rnn", "lstm", "gru");
            return kind + "(" + hidden + ", layers = " + layers
                    + (both ? ", bidirectional = true" : "")
                    + (layers > 1 ? oneOf("", ", dropout = 0.3") : "")
                    + oneOf("", ", bias = single")
                    + (kind.equals("gru") ? oneOf("", ", reset = before") : "") + ")";
        }

        private String vectorLayer() {
            return random.nextInt(10) < 5 ? fc(oneOf(1, 2, 5, 16, 17, 31, 64, 70, 130)) : elementwise();
        }

        private String elementwise() {
            return oneOf("relu", "relu", "sigmoid", "tanh", "softmax", "dropout(0.3)");
        }

        private String fc(int units) {
            channels = units;
            return "fc(" + units + (random.nextInt(4) == 0 ? ", bias = false)" : ")");
        }

        private String flatten() {
            channels *= height * width;
            image = false;
            return "flatten";
        }

        private String conv() {
            int groups = oneOf(1, 1, 1, 2, 3, channels);
            if (channels % groups != 0) {
                groups = 1;
            }
            int filters = groups > 8 ? groups : groups * (1 + random.nextInt(groups == 1 ? 20 : 4));
            if (groups == 1 && random.nextInt(8) == 0) {
                filters = oneOf(33, 48, 72, 100);
            }
            int[] vertical = window(height, 4, true);
            int[] horizontal = random.nextBoolean() ? window(width, 4, true) : vertical;
            if (size(width, horizontal) < 1) {
                horizontal = window(width, 4, true);
            }
            height = size(height, vertical);
            width = size(width, horizontal);
            channels = filters;
            return "conv(" + filters + ", kernel = " + pair(vertical, horizontal, 0) + ", stride = "
                    + pair(vertical, horizontal, 1) + ", padding = " + pair(vertical, horizontal, 2) + ", dilation = "
                    + pair(vertical, horizontal, 3) + ", groups = " + groups
                    + (random.nextInt(4) == 0 ? ", bias = false)" : ")");
        }

        private String maxpool() {
            int[] vertical = window(height, 3, false);
            int[] horizontal = window(width, 3, false);
            height = size(height, vertical);
            width = size(width, horizontal);
            return "maxpool(" + pair(vertical, horizontal, 0) + ", stride = " + pair(vertical, horizontal, 1)
                    + ", padding = " + pair(vertical, horizontal, 2) + ")";
        }

        /** Kernel, stride, padding and dilation along one axis that fit {@code extent}. */
        private int[] window(int extent, int largest, boolean convolution) {
            int kernel = 1 + random.nextInt(Math.min(largest, extent));
            int padding = convolution ? random.nextInt(3) : random.nextInt(kernel / 2 + 1);
            int stride = 1 + random.nextInt(3);
            int dilation = convolution && 2 * (kernel - 1) + 1 <= extent + 2 * padding ? 1 + random.nextInt(2) : 1;
            return new int[] {kernel, stride, padding, dilation};
        }

        private static int size(int extent, int[] window) {
            int room = extent + 2 * window[2] - window[3] * (window[0] - 1) - 1;
            return room < 0 ? 0 : room / window[1] + 1;
        }

        private static String pair(int[] vertical, int[] horizontal, int which) {
            return vertical[which] == horizontal[which]
                    ? "" + vertical[which]
                    : String.format(Locale.ROOT, "(%d, %d)", vertical[which], horizontal[which]);
        }

        private int oneOf(int... choices) {
            return choices[random.nextInt(choices.length)];
        }

        private String oneOf(String... choices) {
            return choices[random.nextInt(choices.length)];
        }
    }
}
