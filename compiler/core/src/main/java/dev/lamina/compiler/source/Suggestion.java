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
    private static final String NOT_HERE = "this one does not exist here; `lamina explain` lists what does";

    /**
     * What was probably meant by the name of a function or of an argument: its word here, if it is a word of another framework, else the
     * most similar name, or that the function does not exist here. Empty if nothing is known of the word.
     */
    public static Optional<Suggestion> of(Section section, String written, Collection<String> known) {
        Optional<Translation> foreign = ForeignWords.find(section, written, known);
        return foreign.isPresent()
                ? of(section, written, foreign.get())
                : NearestName.slip(written, known).map(Suggestion::didYouMean);
    }

    private static Optional<Suggestion> of(Section section, String written, Translation foreign) {
        if (foreign.ours().isEmpty()) {
            boolean listed = section != Section.LAYER; // of anything else there are so few that the caller lists them
            return !foreign.remark().isEmpty()
                    ? Optional.of(new Suggestion(foreign.remark(), Optional.empty()))
                    : listed ? Optional.empty() : Optional.of(new Suggestion(NOT_HERE, Optional.empty()));
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
