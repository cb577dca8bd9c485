package dev.lamina.compiler.emit;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeName;
import java.util.List;
import java.util.Optional;

/**
 * The plan of a class that chooses between a model's vector class and its scalar class. It chooses when it is loaded, and it delegates
 * every call. {@link ChooserPlanner} makes the plan.
 *
 * @param selectable whether a system property can choose the scalar class
 * @param trains whether the two classes train
 * @param controls whether the two classes have a schedule of the rate or an end of training
 * @param changesOver whether objects that predict begin with the scalar class, and change to the vector class once that is compiled
 * @param calls the methods that delegate
 */
public record ChooserPlan(
        TypePlan type,
        List<StoragePlan.Constant> constants,
        ClassName vectorClass,
        ClassName scalarClass,
        boolean selectable,
        boolean trains,
        boolean controls,
        boolean changesOver,
        List<PassedCall> calls) {
    public ChooserPlan {
        constants = List.copyOf(constants);
        calls = List.copyOf(calls);
    }

    /**
     * A method that delegates to the chosen class.
     *
     * @param as the interface that declares the method, if the kind of network does not
     * @param typed whether only the two classes have the method, because it takes an array for each input or output
     * @param batch the number of samples as a Java expression, if the method predicts and objects change over before a prediction
     */
    record PassedCall(
            Optional<ClassName> as,
            boolean typed,
            Optional<String> batch,
            String name,
            TypeName returned,
            List<ParameterSpec> arguments) {
        PassedCall {
            arguments = List.copyOf(arguments);
        }
    }
}
