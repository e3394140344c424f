using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Agentry;

/// <summary>Makes functions from delegates and from the marked methods of classes.</summary>
internal static class ToolFunctions
{
    public static AIFunction FromDelegate(Delegate method, string name, string description, JsonSerializerOptions? json) =>
        AIFunctionFactory.Create(method, Options(name, description, json, method.Method));

    public static IReadOnlyList<(AIFunction Function, AgentToolAttribute Declared)> FromClass<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)] T>(JsonSerializerOptions? json)
        where T : class
    {
        List<(AIFunction, AgentToolAttribute)> tools = [];
        foreach (MethodInfo method in typeof(T).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static))
        {
            if (method.GetCustomAttribute<AgentToolAttribute>() is not { } declared)
                continue;
            string? description = method.GetCustomAttribute<DescriptionAttribute>()?.Description;
            AIFunctionFactoryOptions options = Options(declared.Name ?? SnakeCase(method.Name), description, json, method);
            AIFunction function = method.IsStatic
                ? AIFunctionFactory.Create(method, target: null, options)
                : AIFunctionFactory.Create(method, static a => a.Services!.GetRequiredService<T>(), options);
            tools.Add((function, declared));
        }

        return tools;
    }

    public static void Register<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(IServiceCollection services)
        where T : class
    {
        // The factory of Microsoft.Extensions.AI disposes the instance after each call, which must not be one that others use.
        if (services.Any(d => d.ServiceType == typeof(T) && d.Lifetime == ServiceLifetime.Singleton)
            && (typeof(IDisposable).IsAssignableFrom(typeof(T)) || typeof(IAsyncDisposable).IsAssignableFrom(typeof(T))))
        {
            throw new AgentryConfigurationException([$"{typeof(T)} is a disposable singleton; tools are disposed after each call. Register it as scoped or transient."]);
        }

        services.TryAddScoped<T>();
    }

    /// <summary>GetOrderAsync becomes get_order.</summary>
    public static string SnakeCase(string name)
    {
        if (name.EndsWith("Async", StringComparison.Ordinal) && name.Length > 5)
            name = name[..^5];
        return JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
    }

    /// <summary>An outcome that a method returns is for us: as JSON it would be a result like any other.</summary>
    private static bool ReturnsOutcome(MethodInfo method) =>
        method.ReturnType == typeof(ToolOutcome) || method.ReturnType == typeof(Task<ToolOutcome>) || method.ReturnType == typeof(ValueTask<ToolOutcome>);

    private static AIFunctionFactoryOptions Options(string name, string? description, JsonSerializerOptions? json, MethodInfo method) => new()
    {
        Name = name,
        Description = description,
        SerializerOptions = json,
        ExcludeResultSchema = ReturnsOutcome(method),
        MarshalResult = ReturnsOutcome(method) ? static (outcome, _, _) => new ValueTask<object?>(outcome) : null,
        ConfigureParameterBinding = static parameter => parameter.ParameterType == typeof(ToolCallContext)
            ? new AIFunctionFactoryOptions.ParameterBindingOptions
            {
                ExcludeFromSchema = true,
                BindParameter = static (_, arguments) => ToolCallContext.From(arguments),
            }
            : default,
    };
}
