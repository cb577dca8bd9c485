package dev.lamina.compiler.graph;

import dev.lamina.compiler.layer.Inference;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.SourceFile;
import dev.lamina.compiler.syntax.FileSyntax;
import dev.lamina.compiler.syntax.ModelSyntax;
import dev.lamina.compiler.syntax.Parser;
import java.util.List;
import java.util.Optional;

/**
 * A fix that was tried: the changed file was read and inferred again, and the layer fits.
 *
 * @param offered the diagnostic with the fix as its help
 * @param fixed the layer as it is after the fix
 */
record FixTrial(Diagnostic offered, ShapedLayer fixed) {
    /** The first proposal that helps layer (or, after the last, loss) number {@code index}. */
    static Optional<FixTrial> first(Model model, Inference.Mismatch mismatch, int index) {
        for (Inference.Proposal proposal : mismatch.proposals()) {
            Optional<FixTrial> trial = attempt(model, mismatch.diagnostic(), proposal, index);
            if (trial.isPresent()) {
                return trial;
            }
        }
        return Optional.empty();
    }

    private static Optional<FixTrial> attempt(
            Model model, Diagnostic diagnostic, Inference.Proposal proposal, int index) {
        Diagnostics log = new Diagnostics();
        return reread(model, proposal.fix().applied(), log).flatMap(changed -> {
            List<ShapedLayer> layers = Inferrer.fitting(changed, log);
            int added = changed.applications().size() - model.applications().size();
            boolean last = index == model.applications().size();
            int needed = index + added + (last ? 0 : 1);
            if (layers.size() < needed || last && log.hasErrors() || index >= layers.size()) {
                return Optional.empty();
            }
            String text = proposal.text().replace("%s", layers.get(index).out().toString());
            return Optional.of(new FixTrial(diagnostic.help(text, proposal.fix()), layers.get(needed - 1)));
        });
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
