package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Help;
import dev.lamina.compiler.source.Severity;
import dev.lamina.compiler.source.SourceFile;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A program without a class that builds a network, offered as a model: its layers become a model, or one error says what to do. */
final class ProgramTextsTest {

    private static List<Diagnostic> errors(SourceFile source) {
        return LaminaCompiler.check(source, Options.defaults()).diagnostics().sorted().stream()
                .filter(each -> each.severity() == Severity.ERROR)
                .toList();
    }

    static Stream<Arguments> programs() {
        return Stream.of(
                Arguments.of("""
                        from tensorflow import keras
                        from tensorflow.keras import layers

                        (x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
                        x_train = x_train.astype("float32") / 255
                        model = keras.Sequential([
                            keras.Input(shape=(28, 28, 1)),
                            layers.Conv2D(32, kernel_size=(3, 3), activation="relu"),
                            layers.MaxPooling2D(pool_size=(2, 2)),
                            layers.Flatten(),
                            layers.Dropout(0.5),
                            layers.Dense(10, activation="softmax"),
                        ])
                        model.summary()
                        model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
                        model.fit(x_train, y_train, batch_size=128, epochs=15)
                        """, """
                        model Net {
                            input x: image[1, 28, 28]

                            conv(32, kernel=(3, 3))  relu
                            maxpool(window=(2, 2))
                            flatten
                            dropout(0.5)
                            fc(10)  softmax

                            loss cross_entropy

                            train {
                                optimizer adam
                            }
                        }
                        """),
                Arguments.of("""
                        def build_model():
                            model = Sequential()
                            model.add(LSTM(50, return_sequences=True, input_shape=(None, 3)))
                            model.add(LSTM(50))
                            model.add(Dense(1))
                            model.add(Activation('tanh'))
                            model.compile(loss=tf.keras.losses.MeanSquaredError(), optimizer=Adam(learning_rate=0.01))
                            return model
                        """, """
                        model Net {
                            input x: sequence[24, 3]

                            lstm(50)
                            lstm(50)
                            last
                            fc(1)
                            tanh

                            loss mse

                            train {
                                optimizer adam(rate=0.01)
                            }
                        }
                        """),
                Arguments.of("""
                        import torch.nn as nn
                        model = nn.Sequential(
                            nn.Linear(8, 12),  # of eight columns
                            nn.ReLU(),
                            nn.Linear(12, 1))
                        criterion = nn.MSELoss()
                        """, """
                        model Net {
                            input x: vector[8]

                            fc(12)
                            relu
                            fc(1)
                        }
                        """),
                Arguments.of("""
                        model = Sequential([
                          Input((200,), dtype="int32"),
                          Embedding(5000, 32, input_length=200),
                          Bidirectional(LSTM(16)),
                          Dense(1, activation='sigmoid')
                        ])
                        """, """
                        model Net {
                            input x: tokens[200] below 5000

                            embedding(32)
                            lstm(16, bidirectional = true)
                            ends
                            fc(1)  sigmoid
                        }
                        """),
                Arguments.of("""
                        inputs = keras.Input(shape=(784,))
                        x = layers.Dense(64, activation="relu")(inputs)
                        y = layers.Dense(64)(x)
                        x = layers.add([x, y])
                        x = layers.Concatenate()([x, inputs])
                        outputs = layers.Dense(10)(x)
                        model = keras.Model(inputs=inputs, outputs=outputs)
                        """, """
                        model Net {
                            input x: vector[784]

                            value1: fc(64)  relu
                            fc(64)
                            add(value1)
                            concat(x)
                            fc(10)
                        }
                        """),
                Arguments.of("""
                        model = Sequential()
                        model.add(Flatten(input_shape=(28, 28)))
                        model.add(Dense(10))
                        """, """
                        model Net {
                            input x: image[1, 28, 28]

                            flatten
                            fc(10)
                        }
                        """));
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aProgramWithoutAClassBecomesAModelOfItsLayers(String program, String model) {
        SourceFile text = new SourceFile("x", program);
        assertEquals(
                1,
                errors(text).size(),
                () -> errors(new SourceFile("x", program)).toString());
        for (int fixes = 0; fixes < 25 && !errors(text).isEmpty(); fixes++) {
            List<Diagnostic> now = errors(text);
            text = now.stream()
                    .flatMap(each -> each.help().flatMap(Help::fix).stream())
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("nothing helps: " + now))
                    .applied();
        }
        assertEquals(model, text.text());
    }

    /** Two networks are no chain, and a network of a variable may be anything. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "encoder = Sequential([Dense(8)])\ndecoder = Sequential([Dense(16)])",
                "model = Sequential([encoder, decoder])",
                "model = Sequential(layers)",
                "model = Sequential()",
                "a = Input((4,))\nb = Input((4,))\nmodel = Model([a, b], Dense(2)(a))",
                "a = Input((4,))\nmodel = Model(a, unknown)",
                "a = Input((4,))\nmodel = Model(a)"
            })
    void whatIsNoChainOfLayersIsToldWhatAModelFileHas(String program) {
        List<Diagnostic> errors = errors(new SourceFile("x", program));
        assertEquals(1, errors.size(), errors::toString);
        assertTrue(errors.get(0).message().startsWith("this is a program: "), errors::toString);
        assertTrue(errors.get(0).help().flatMap(Help::fix).isEmpty(), errors::toString);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"class_name\": \"Sequential\", \"config\": {\"layers\": []}} | JSON | program in Python",
                "[{\"type\": \"fc\"}] | JSON | layers one after the other",
                "new NeuralNetConfiguration.Builder().list() | DL4J | layers one after the other",
                "layer { name: \"ip\" inner_product_param { num_output: 500 } } | Caffe | layers one after the other"
            })
    void aNetworkInAnotherFormatIsOneErrorThatSaysWhatToDo(String text, String format, String help) {
        List<Diagnostic> errors = errors(new SourceFile("x", text));
        assertEquals(1, errors.size(), errors::toString);
        assertTrue(errors.get(0).message().contains(format), errors::toString);
        assertTrue(errors.get(0).help().orElseThrow().toString().contains(help), errors::toString);
    }

    @Test
    void everyBeginningOfAProgramIsReadToItsEnd() {
        for (Arguments each : programs().toList()) {
            String program = (String) each.get()[0];
            for (int end = 0; end < program.length(); end++) {
                errors(new SourceFile("x", program.substring(0, end)));
            }
        }
    }
}
