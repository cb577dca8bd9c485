package dev.lamina.compiler.source;

import dev.lamina.compiler.source.ForeignWords.Section;
import dev.lamina.compiler.source.ForeignWords.Translation;
import java.util.Collection;
import java.util.Optional;

/**
 * What to say of an unknown word.
 *
 * @param text a sentence without a full stop
 * @param word the known word that was probably meant; empty if the word is known to mean something else
 */
public record Suggestion(String text, Optional<String> word) {
    /**
     * What was probably meant by the name of a function or of an argument: its word here, if it is a word of another framework, else the
     * most similar name. Empty if there is neither, or if the word is known to be another function.
     */
    public static Optional<Suggestion> of(Section section, String written, Collection<String> known) {
        Optional<Translation> foreign = ForeignWords.find(section, written, known);
        return foreign.isPresent()
                ? of(written, foreign.get())
                : NearestName.slip(written, known).map(Suggestion::didYouMean);
    }

    private static Optional<Suggestion> of(String written, Translation foreign) {
        if (foreign.ours().isEmpty()) {
            return foreign.remark().isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Suggestion(foreign.remark(), Optional.empty()));
        }
        String ours = foreign.ours().get();
        if (written.equalsIgnoreCase(ours)) {
            return Optional.of(didYouMean(ours));
        }
        String remark = foreign.remark().isEmpty() ? "" : ": " + foreign.remark();
        return Optional.of(new Suggestion("here it is called `" + ours + "`" + remark, foreign.ours()));
    }

    private static Suggestion didYouMean(String word) {
        return new Suggestion("did you mean `" + word + "`?", Optional.of(word));
    }

    /** The diagnostic with this as its help; the fix replaces the word at {@code written}. */
    public Diagnostic help(Diagnostic problem, Span written) {
        return word.map(ours -> problem.help(text, Fix.replace(written, ours))).orElseGet(() -> problem.help(text));
    }
}
