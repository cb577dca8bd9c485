package dev.lamina.compiler.emit;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeName;
import java.util.List;
import java.util.Optional;

/**
 * The class that stands for a model's vector class and its scalar class, decided by {@link ChooserPlanner}: it chooses one of them when it
 * is loaded and passes every call on.
 *
 * @param selectable whether the user of the class may decide for the scalar one
 * @param calls the methods that pass calls on
 */
public record ChooserPlan(
        TypePlan type,
        List<StoragePlan.Constant> constants,
        ClassName vectorClass,
        ClassName scalarClass,
        boolean selectable,
        List<PassedCall> calls) {
    public ChooserPlan {
        constants = List.copyOf(constants);
        calls = List.copyOf(calls);
    }

    /**
     * A method that passes a call on.
     *
     * @param as the interface that has the method, if the kind of network has it not
     */
    record PassedCall(Optional<ClassName> as, String name, TypeName returned, List<ParameterSpec> arguments) {
        PassedCall {
            arguments = List.copyOf(arguments);
        }
    }
}
