using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Agentry.JsonSchema;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>The contracts of answer types, each made once for its serializer options.</summary>
internal static class AnswerContracts
{
    private static readonly ConditionalWeakTable<JsonSerializerOptions, ConcurrentDictionary<Type, AnswerContract>> Known = [];

    /// <exception cref="AgentryException">The type has no schema that can be checked.</exception>
    /// <exception cref="NotSupportedException">The options do not know the type.</exception>
    public static AnswerContract<T> Of<T>(JsonSerializerOptions? json)
    {
        json ??= AIJsonUtilities.DefaultOptions;
        ConcurrentDictionary<Type, AnswerContract> known = Known.GetValue(json, static _ => new ConcurrentDictionary<Type, AnswerContract>());
        return (AnswerContract<T>)known.GetOrAdd(typeof(T), static (_, options) => Create<T>(options), json);
    }

    private static AnswerContract<T> Create<T>(JsonSerializerOptions json)
    {
        try
        {
            return AnswerContract<T>.Create(json);
        }
        catch (SchemaCompileException e)
        {
            throw new AgentryException($"{typeof(T)} cannot be the type of an answer. {e.Message}", FailureClass.InvalidRequest, innerException: e);
        }
    }
}
