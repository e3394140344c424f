using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Agentry.JsonSchema;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>The answer contracts of an agent; those of a type are made once for its serializer options. Thread-safe.</summary>
/// <param name="validator">Makes the validators; null: ours.</param>
internal sealed class AnswerContracts(Func<JsonElement, ISchemaValidator>? validator)
{
    private readonly ConditionalWeakTable<JsonSerializerOptions, ConcurrentDictionary<Type, AnswerContract>> _known = [];

    /// <exception cref="AgentryException">The type has no schema that can be checked.</exception>
    /// <exception cref="NotSupportedException">The options do not know the type.</exception>
    public AnswerContract<T> Of<T>(JsonSerializerOptions? json)
    {
        json ??= AIJsonUtilities.DefaultOptions;
        ConcurrentDictionary<Type, AnswerContract> known = _known.GetValue(json, static _ => new ConcurrentDictionary<Type, AnswerContract>());
        return (AnswerContract<T>)known.GetOrAdd(typeof(T), static (_, from) => from.Self.Create<T>(from.Json), (Self: this, Json: json));
    }

    /// <summary>The contract that a run's log holds.</summary>
    /// <exception cref="AgentryException">Its schema cannot be checked here.</exception>
    public AnswerContract Of(string name, JsonElement schema)
    {
        try
        {
            return new AnswerContract(name, schema.Clone(), validator);
        }
        catch (SchemaCompileException e)
        {
            throw new AgentryException($"The answer '{name}' cannot be checked. {e.Message}", FailureClass.InvalidRequest, innerException: e);
        }
    }

    private AnswerContract<T> Create<T>(JsonSerializerOptions json)
    {
        try
        {
            return AnswerContract<T>.Create(json, validator);
        }
        catch (SchemaCompileException e)
        {
            throw new AgentryException($"{typeof(T)} cannot be the type of an answer. {e.Message}", FailureClass.InvalidRequest, innerException: e);
        }
    }
}
