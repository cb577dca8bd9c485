package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.layer.Layers;
import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.CallKind;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the laws are tried on: nothing of the language may be missing in it. */
final class RandomModelTest {
    private static final Pattern WORD = Pattern.compile("[a-z_0-9]+");

    /** The laws take as many models unless told otherwise: one for each layer. */
    private static final int USUALLY = Layers.ALL.size();

    @Test
    void everyLayerLossAndOptimizerOccursInTheModelsOfTheLaws() {
        Set<String> missing =
                Layers.every().stream().map(CallKind::keyword).collect(Collectors.toCollection(TreeSet::new));
        missing.removeAll(words(USUALLY));
        assertEquals(Set.of(), missing, "raise the number of models of the laws");
    }

    @Test
    void everyArgumentOccursInSomeModels() {
        Set<String> missing = Layers.every().stream()
                .flatMap(kind -> kind.arguments().stream())
                .filter(argument -> argument.defaultValue().isPresent())
                .map(ArgumentKind::name)
                .collect(Collectors.toCollection(TreeSet::new));
        missing.removeAll(words(10 * USUALLY));
        missing.remove("ignore"); // the laws compare losses of batches with those of samples; LossesTest has it
        assertEquals(Set.of(), missing);
    }

    @Test
    void theModelsDifferAndHaveSeveralLayers() {
        List<RandomModel> models = RandomModel.some(USUALLY);
        long several = models.stream()
                .filter(model -> model.text().lines().count() > 5)
                .count();
        assertTrue(several > models.size() / 2, several + " of " + models.size());
        assertEquals(RandomModel.of(5).text(), RandomModel.of(5).text());
    }

    private static Set<String> words(int models) {
        return RandomModel.some(models).stream()
                .flatMap(model -> WORD.matcher(model.text()).results().map(result -> result.group()))
                .collect(Collectors.toSet());
    }
}
