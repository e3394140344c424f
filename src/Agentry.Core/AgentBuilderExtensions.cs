using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry;

/// <summary>Registers agents and their parts.</summary>
public static class AgentBuilderExtensions
{
    /// <summary>Adds an agent: a keyed singleton <see cref="Agent"/>, and its guarded model pipeline as the keyed <see cref="IChatClient"/> <c>agentry:{name}</c>.</summary>
    /// <param name="builder">The builder of every agent.</param>
    /// <param name="name">The agent's name: its service key and its section under <c>Agents</c>. Adding a name again goes on with that agent.</param>
    /// <param name="configure">Gives the agent its parts.</param>
    /// <returns>The builder of every agent.</returns>
    public static IAgentryBuilder AddAgent(this IAgentryBuilder builder, string name, Action<IAgentryBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (builder is not AgentryBuilder { AgentName: null } own)
            throw new AgentryConfigurationException(["AddAgent was called inside AddAgent; agents are siblings. Use AsTool to give one agent another."]);
        if (!own.Registry.Has(name))
        {
            own.Registry.Agent(name);

            // One instance, which the catalog keeps. Were it a singleton to the container, an agent that asks for another as a tool could wait
            // for a thread that resolves that one and waits for the catalog.
            own.Services.AddKeyedTransient<Agent>(name, (s, _) => s.GetRequiredService<AgentCatalog>().Get(name));
            own.Services.AddKeyedSingleton(name, (s, _) => s.GetRequiredService<AgentCatalog>().Get(name).Pipeline);
            own.Services.AddKeyedSingleton<IChatClient>(
                AgentryNames.ChatClient(name), (s, _) => s.GetRequiredService<AgentCatalog>().Get(name).ChatClient);
        }

        configure?.Invoke(new AgentryBuilder(own.Services, own.Registry, name));
        return builder;
    }

    /// <summary>Sets agent options in code, for every agent or for one.</summary>
    public static IAgentryBuilder ConfigureAgent(this IAgentryBuilder builder, Action<AgentOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        AgentryBuilder.Level(builder).Options.Add(configure);
        return builder;
    }

    /// <summary>Sets what the agent is told before every conversation.</summary>
    public static IAgentryBuilder WithInstructions(this IAgentryBuilder builder, string instructions)
    {
        AgentryBuilder.Agent(builder, nameof(WithInstructions)).Options.Add(o => o.Instructions = instructions);
        return builder;
    }

    /// <summary>Sets the limits of the agent's runs.</summary>
    public static IAgentryBuilder WithLimits(this IAgentryBuilder builder, Action<RunLimits> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        AgentryBuilder.Agent(builder, nameof(WithLimits)).Options.Add(o => configure(o.Limits));
        return builder;
    }

    /// <summary>Uses the keyed <see cref="IChatClient"/> of this key instead of the unkeyed one.</summary>
    public static IAgentryBuilder WithChatClient(this IAgentryBuilder builder, string serviceKey)
    {
        AgentryBuilder.Agent(builder, nameof(WithChatClient)).ChatClientKey = serviceKey;
        return builder;
    }

    /// <summary>Uses this client. Agentry does not dispose it.</summary>
    public static IAgentryBuilder WithChatClient(this IAgentryBuilder builder, IChatClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        AgentryBuilder.Agent(builder, nameof(WithChatClient)).ChatClient = _ => client;
        return builder;
    }

    /// <summary>Sets further options of the agent's model calls. Its tools are replaced by the agent's own.</summary>
    public static IAgentryBuilder WithChatOptions(this IAgentryBuilder builder, ChatOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        AgentryBuilder.Agent(builder, nameof(WithChatOptions)).ChatOptions = options.Clone();
        return builder;
    }

    /// <summary>Gives the agent a function as a tool.</summary>
    public static IAgentryBuilder WithTool(this IAgentryBuilder builder, AIFunction function, Action<ToolBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return builder.WithTool(_ => function, configure);
    }

    /// <summary>Gives the agent a function as a tool, made once from the host's services.</summary>
    public static IAgentryBuilder WithTool(
        this IAgentryBuilder builder, Func<IServiceProvider, AIFunction> create, Action<ToolBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(create);
        AgentryBuilder.Agent(builder, nameof(WithTool)).Tools
            .Add(new ToolRegistration(create, options => configure?.Invoke(new ToolBuilder(options))));
        return builder;
    }

    /// <summary>Gives the agent a method as a tool. Its parameters are the arguments; a <see cref="ToolCallContext"/>, an <see cref="IServiceProvider"/> (the call's own scope) and a <see cref="CancellationToken"/> are passed in.</summary>
    /// <param name="builder">The agent.</param>
    /// <param name="name">The tool's name, by convention snake_case.</param>
    /// <param name="description">What the model is told about it.</param>
    /// <param name="method">The method.</param>
    /// <param name="configure">Declares what it promises.</param>
    /// <param name="json">Serializer options with the types of parameters and result, for hosts without reflection.</param>
    public static IAgentryBuilder WithTool(
        this IAgentryBuilder builder,
        string name,
        string description,
        Delegate method,
        Action<ToolBuilder>? configure = null,
        JsonSerializerOptions? json = null)
    {
        ArgumentNullException.ThrowIfNull(method);
        return builder.WithTool(ToolFunctions.FromDelegate(method, name, description, json), configure);
    }

    /// <summary>Gives the agent every public method of a class that carries <see cref="AgentToolAttribute"/>. Each call gets an instance from its own scope.</summary>
    /// <typeparam name="T">The class; it is registered as scoped unless the host registered it.</typeparam>
    public static IAgentryBuilder WithTools<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods | DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        this IAgentryBuilder builder, JsonSerializerOptions? json = null)
        where T : class
    {
        AgentRegistration agent = AgentryBuilder.Agent(builder, nameof(WithTools));
        IReadOnlyList<(AIFunction Function, AgentToolAttribute Declared)> tools = ToolFunctions.FromClass<T>(json);
        if (tools.Count == 0)
            throw new AgentryConfigurationException([$"{typeof(T)} has no public method with [AgentTool]; WithTools<{typeof(T).Name}> would add nothing."]);
        foreach ((AIFunction function, AgentToolAttribute declared) in tools)
            agent.Tools.Add(new ToolRegistration(_ => function, declared.Apply));
        ToolFunctions.Register<T>(builder.Services);
        return builder;
    }

    /// <summary>Sets how runs survive their process: leases, recovery, retention. For the whole host.</summary>
    public static IAgentryBuilder ConfigureDurability(this IAgentryBuilder builder, Action<DurabilityOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        if (builder is not AgentryBuilder { AgentName: null } own)
            throw new AgentryConfigurationException(["ConfigureDurability was called inside AddAgent; leases and recovery are the host's. Call it outside."]);
        own.Registry.Durability.Add(configure);
        return builder;
    }

    /// <summary>Makes the hashes of run logs with a secret key, so that whoever can write the store but does not hold the key cannot change a run unnoticed.</summary>
    /// <param name="builder">The builder of every agent.</param>
    /// <param name="key">At least 32 bytes. Losing it means that old logs can no longer be verified.</param>
    public static IAgentryBuilder SignRunLog(this IAgentryBuilder builder, ReadOnlySpan<byte> key)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (key.Length < HashChain.HashSize)
            throw new AgentryConfigurationException([$"The run log key has {key.Length} bytes; use at least {HashChain.HashSize} random ones."]);
        builder.Services.AddSingleton(new RunLogKey(key.ToArray()));
        return builder;
    }
}
