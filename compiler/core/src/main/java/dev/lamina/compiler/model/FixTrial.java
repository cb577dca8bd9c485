package dev.lamina.compiler.model;

import dev.lamina.compiler.layer.Inference;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.source.SourceFile;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.syntax.FileSyntax;
import dev.lamina.compiler.syntax.ModelSyntax;
import dev.lamina.compiler.syntax.Parser;
import java.util.List;
import java.util.Optional;

/**
 * A fix that works: after the change of the text, the shape rule of the layer accepts its input.
 *
 * @param offered the diagnostic with the fix as its help
 * @param fixed the layer with its shapes after the fix
 * @param added how many layers the fix added
 */
record FixTrial(Diagnostic offered, ShapedLayer fixed, Fix fix, int added) {
    /**
     * The first proposal that works for layer number {@code index} (after the last layer, for the loss), with the {@code earlier} fixes
     * applied too.
     */
    static Optional<FixTrial> first(Model model, Inference.Mismatch mismatch, int index, List<FixTrial> earlier) {
        for (Inference.Proposal proposal : mismatch.proposals()) {
            Optional<FixTrial> trial = attempt(model, mismatch.diagnostic(), proposal, index, earlier);
            if (trial.isPresent()) {
                return trial;
            }
        }
        return Optional.empty();
    }

    private static Optional<FixTrial> attempt(
            Model model, Diagnostic diagnostic, Inference.Proposal proposal, int index, List<FixTrial> earlier) {
        Diagnostics log = new Diagnostics();
        return reread(model, applied(proposal.fix(), earlier), log).flatMap(changed -> {
            List<ShapedLayer> layers = Inferrer.fitting(changed, log);
            int place = index + earlier.stream().mapToInt(FixTrial::added).sum();
            int added = changed.applications().size() - model.applications().size() - (place - index);
            boolean last = index == model.applications().size();
            int needed = place + added + (last ? 0 : 1);
            if (layers.size() < needed || last && log.hasErrors() || place >= layers.size()) {
                return Optional.empty();
            }
            String text = proposal.text().replace("%s", layers.get(place).out().toString());
            Diagnostic offered = diagnostic.help(text, proposal.fix());
            return Optional.of(new FixTrial(offered, layers.get(needed - 1), proposal.fix(), added));
        });
    }

    /** The file with all fixes, applied from the end of the file on, so that the spans of those before stay valid. */
    private static SourceFile applied(Fix fix, List<FixTrial> earlier) {
        SourceFile file = fix.applied();
        for (int i = earlier.size() - 1; i >= 0; i--) {
            Fix before = earlier.get(i).fix();
            file = Fix.replace(
                            new Span(file, before.span().start(), before.span().end()), before.replacement())
                    .applied();
        }
        return file;
    }

    private static Optional<Model> reread(Model model, SourceFile changed, Diagnostics log) {
        Optional<FileSyntax> file = Parser.parse(changed, log);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        for (ModelSyntax syntax : file.get().models()) {
            if (syntax.name().text().equals(model.name())) {
                return Resolver.resolve(syntax, model.parameters(), log);
            }
        }
        return Optional.empty();
    }
}
