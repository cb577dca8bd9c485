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
 * @param calls the methods that delegate
 */
public record ChooserPlan(
        TypePlan type,
        List<StoragePlan.Constant> constants,
        ClassName vectorClass,
        ClassName scalarClass,
        boolean selectable,
        boolean trains,
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
     */
    record PassedCall(
            Optional<ClassName> as, boolean typed, String name, TypeName returned, List<ParameterSpec> arguments) {
        PassedCall {
            arguments = List.copyOf(arguments);
        }
    }
}
