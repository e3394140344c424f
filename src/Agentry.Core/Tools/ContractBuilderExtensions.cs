using System.Text.Json;
using Agentry.JsonSchema;

namespace Agentry;

/// <summary>Registers what contracts stand on.</summary>
public static class ContractBuilderExtensions
{
    /// <summary>
    /// Puts another validator, or ours with other options, behind the contracts of tools and answers: of every agent, or of one inside <c>AddAgent</c>. What is
    /// given to one agent comes before what is given to all; of two at one level the last counts. Without it, <see cref="CompiledSchema"/> validates.
    /// </summary>
    /// <remarks>
    /// A contract's version is made of its schemas and does not depend on who validates. A validator that cannot be made for a tool's schema stops the start with
    /// the tool's name; one that throws later has the call refused (<see cref="ToolRefusalCodes.LayerFailed"/>), the result withheld, the run with the answer failed.
    /// </remarks>
    /// <param name="builder">Every agent, or one.</param>
    /// <param name="compile">
    /// Makes the validator of a schema, once for each. It may be called by several threads, and throws <see cref="SchemaCompileException"/> for a schema that it
    /// does not take, to name the place.
    /// </param>
    /// <returns>The same builder.</returns>
    public static IAgentryBuilder UseSchemaValidator(this IAgentryBuilder builder, Func<JsonElement, ISchemaValidator> compile)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(compile);
        AgentryBuilder.Level(builder).SchemaValidator = compile;
        return builder;
    }
}
