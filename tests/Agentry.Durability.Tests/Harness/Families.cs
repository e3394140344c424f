using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

/// <summary>The agent "test" with the agent "helper" as a tool.</summary>
internal static class Families
{
    public static TestHost Host(
        Disk disk, IChatClient parent, IChatClient child, Action<IAgentryBuilder>? helper = null, RunStore? store = null, TimeProvider? clock = null) =>
        disk.Node(
            parent,
            store: store,
            clock: clock,
            agent: agent => agent.WithTool(s => s.GetRequiredKeyedService<Agent>("helper").AsTool()),
            all: all => all.AddAgent("helper", builder =>
            {
                builder.WithChatClient(child);
                helper?.Invoke(builder);
            }));
}
