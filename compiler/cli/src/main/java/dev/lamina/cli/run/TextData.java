package dev.lamina.cli.run;

import dev.lamina.cli.console.Failure;
import dev.lamina.cli.data.Corpus;
import dev.lamina.cli.data.SampleReader;
import dev.lamina.cli.data.Vocabulary;
import dev.lamina.runtime.GroundTruth;
import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.WeightsSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A text that a model reads character by character.
 *
 * @param vocabulary its characters, or those that weights were trained with
 */
public record TextData(Vocabulary vocabulary, Corpus corpus) {

    /** The key of the characters in the metadata of weights. */
    private static final String CHARACTERS = "characters";

    /** Whether a model predicts the next token at each step, and the file is a text. */
    public static boolean is(Path file, ModelFacts facts) throws IOException {
        return tellsNext(facts) && SampleReader.mayBeText(file);
    }

    /** Whether a model predicts the next token at each step. */
    public static boolean tellsNext(ModelFacts facts) {
        return !facts.isMulti()
                && facts.takesTokens()
                && facts.groundTruth() == GroundTruth.LABELS
                && facts.labelShape().equals(facts.inputShape())
                && facts.classes() == facts.vocabulary();
    }

    /** Reads a text and makes a vocabulary of its characters; throws if there are more of them than the model has tokens. */
    public static TextData read(Path file, ModelFacts facts) throws IOException {
        String text = Corpus.text(file);
        Vocabulary vocabulary = Vocabulary.of(text);
        require(file.toString(), vocabulary, facts);
        return new TextData(vocabulary, Corpus.of(text, vocabulary, file.toString()));
    }

    /** Reads a text with a given vocabulary. */
    public static TextData read(Path file, Vocabulary vocabulary) throws IOException {
        return new TextData(vocabulary, Corpus.of(Corpus.text(file), vocabulary, file.toString()));
    }

    /** The vocabulary that weights were trained with; throws if they do not say it. */
    public static Vocabulary ofWeights(WeightsSource weights, ModelFacts facts) {
        return knownTo(weights, facts)
                .orElseThrow(() -> new Failure(weights + " does not say which characters its tokens stand for;"
                        + " lamina train notes it when it learns from a text"));
    }

    /** The vocabulary that weights were trained with, if they say it. */
    public static Optional<Vocabulary> knownTo(WeightsSource weights, ModelFacts facts) {
        Optional<Vocabulary> vocabulary = Optional.ofNullable(
                        Safetensors.metadata(weights).get(CHARACTERS))
                .map(Vocabulary::of);
        vocabulary.ifPresent(known -> require(weights.toString(), known, facts));
        return vocabulary;
    }

    /** The metadata to save with the weights. */
    public Map<String, String> notes() {
        return Map.of(CHARACTERS, vocabulary.text());
    }

    private static void require(String place, Vocabulary vocabulary, ModelFacts facts) {
        if (vocabulary.size() > facts.vocabulary()) {
            String fit = facts.model().summary().settings().entrySet().stream()
                    .filter(each -> each.getValue() == facts.vocabulary())
                    .map(each -> "; -D " + each.getKey() + "=" + vocabulary.size() + " makes it fit")
                    .findFirst()
                    .orElse("");
            throw new Failure(place + ": there are " + vocabulary.size() + " different characters, but " + facts.name()
                    + " has " + facts.vocabulary() + " tokens" + fit);
        }
    }
}
