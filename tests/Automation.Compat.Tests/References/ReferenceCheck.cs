using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;

namespace Automation.Compat.Tests.References;

/// <summary>
/// What the runtime would only find out when it gets there: whether every type and member that a compiled assembly
/// expects of some others is there, with that signature, and whether its own types still fit over their base types.
/// </summary>
sealed class ReferenceCheck(MetadataFile consumer, IReadOnlyList<MetadataFile> targets)
{
    readonly MetadataReader _reader = consumer.Reader;
    readonly TypeNames _names = consumer.Names;
    readonly SortedSet<string> _problems = [];

    public IReadOnlyCollection<string> Problems => _problems;

    public int TypeCount { get; private set; }

    public int MemberCount { get; private set; }

    public int DelegateCount { get; private set; }

    public int OverrideCount { get; private set; }

    public static ReferenceCheck Run(MetadataFile consumer, params IReadOnlyList<MetadataFile> targets)
    {
        var check = new ReferenceCheck(consumer, targets);
        check.Assemblies();
        check.Types();
        check.Members();
        check.OwnTypes();
        check.Bodies();
        return check;
    }

    void Assemblies()
    {
        foreach (var reference in _reader.AssemblyReferences.Select(_reader.GetAssemblyReference))
        {
            var target = targets.FirstOrDefault(target => target.Name == _reader.GetString(reference.Name));
            if (target is not null && target.Version < reference.Version)
                Report($"{target.Name} is {target.Version}, asked for is {reference.Version}");
        }
    }

    void Types()
    {
        foreach (var handle in _reader.TypeReferences)
        {
            if (Find(handle) is not { } found)
                continue;
            TypeCount++;
            if (!IsVisible(found))
                Report($"{_names.Of(handle)} is not visible");
        }
    }

    void Members()
    {
        foreach (var member in _reader.MemberReferences.Select(_reader.GetMemberReference))
        {
            if (Find(member.Parent) is not { } declaring)
                continue;
            MemberCount++;
            var expected = _names.OfMember(member);
            var access = FindMember(declaring with { Arguments = default }, member.GetKind(), expected);
            if (access is null)
                Report($"{declaring.Name} has no {expected}");
            else if (access is MethodAttributes.Private
                     || (access is MethodAttributes.Assembly or MethodAttributes.FamANDAssem
                         && !declaring.File.IsOpenTo(consumer)))
                Report($"{declaring.Name}'s {expected} is not visible");
        }
    }

    // Field and method attributes have the same values for access.
    MethodAttributes? FindMember(Instance declaring, MemberReferenceKind kind, string expected)
    {
        foreach (var type in WithBases(declaring))
        {
            if (kind == MemberReferenceKind.Method)
            {
                foreach (var method in type.Methods)
                    if (type.TextOf(method) == expected)
                        return method.Attributes & MethodAttributes.MemberAccessMask;
            }
            else
            {
                foreach (var field in type.Fields)
                    if (type.TextOf(field) == expected)
                        return (MethodAttributes)(field.Attributes & FieldAttributes.FieldAccessMask);
            }
        }

        return null;
    }

    void OwnTypes()
    {
        foreach (var handle in _reader.TypeDefinitions)
        {
            var type = new Instance(consumer, handle, default);
            var lineage = WithBases(type).ToList();
            var bases = lineage.Where(ancestor => ancestor.File != consumer).ToList();
            if (bases.Count > 0)
                Overrides(type, lineage, bases);
            foreach (var implementation in type.Type.GetInterfaceImplementations())
                if (Find(_reader.GetInterfaceImplementation(implementation).Interface) is { } contract)
                    Implements(type, lineage, contract);
        }
    }

    void Overrides(Instance type, List<Instance> lineage, List<Instance> bases)
    {
        var offered = bases
            .SelectMany(ancestor => ancestor.Methods
                .Where(method => (method.Attributes & MethodAttributes.Virtual) != 0)
                .Select(method => (Ancestor: ancestor, Method: method, Text: ancestor.TextOf(method))))
            .ToLookup(entry => entry.Text);
        var own = lineage.TakeWhile(ancestor => ancestor.File == consumer)
            .SelectMany(ancestor => ancestor.Methods.Select(method => (Ancestor: ancestor, Method: method)))
            .ToList();

        // An override that matches nothing becomes a method that nobody calls.
        foreach (var (ancestor, method) in own.Where(entry => entry.Ancestor == type))
        {
            if ((method.Attributes & (MethodAttributes.Virtual | MethodAttributes.NewSlot)) != MethodAttributes.Virtual)
                continue;
            OverrideCount++;
            var text = ancestor.TextOf(method);
            var overridden = offered[text].ToList();
            if (overridden.Count == 0)
            {
                if (!IsOfObject(text) && !lineage.Skip(1).Any(a => a.File == consumer && a.Methods.Any(m => a.TextOf(m) == text)))
                    Report($"{type.Name} overrides {text}, which {bases[0].Name} does not have");
            }
            else if (overridden[0].Ancestor.BoundsOf(overridden[0].Method) != ancestor.BoundsOf(method))
            {
                Report($"{type.Name} overrides {text} with other bounds than {bases[0].Name}'s");
            }
        }

        if (type.IsAbstract)
            return;
        var texts = own.Select(entry => entry.Ancestor.TextOf(entry.Method)).ToHashSet();
        foreach (var entry in offered.SelectMany(group => group))
            if ((entry.Method.Attributes & MethodAttributes.Abstract) != 0 && !texts.Contains(entry.Text)
                && !bases.Any(b => b.Methods.Any(m => (m.Attributes & MethodAttributes.Abstract) == 0 && b.TextOf(m) == entry.Text)))
                Report($"{type.Name} does not override the abstract {entry.Text} of {entry.Ancestor.Name}");
    }

    void Implements(Instance type, List<Instance> lineage, Instance contract)
    {
        if (type.IsAbstract)
            return;
        var named = lineage.SelectMany(ancestor => ancestor.Methods.Select(ancestor.TextOf)).ToHashSet();
        // Those implemented under another name say which they mean; their references are checked as members are.
        var mapped = type.Type.GetMethodImplementations()
            .Select(handle => _reader.GetMethodImplementation(handle).MethodDeclaration)
            .Where(declaration => declaration.Kind == HandleKind.MemberReference)
            .Select(declaration => _reader.GetMemberReference((MemberReferenceHandle)declaration))
            .Where(member => Find(member.Parent)?.Name == contract.Name)
            .Select(_names.OfMember)
            .ToHashSet();
        var open = contract with { Arguments = default };
        foreach (var method in contract.Methods)
        {
            if ((method.Attributes & MethodAttributes.Abstract) == 0)
                continue;
            OverrideCount++;
            if (!named.Contains(contract.TextOf(method)) && !mapped.Contains(open.TextOf(method)))
                Report($"{type.Name} does not implement {contract.TextOf(method)} of {contract.Name}");
        }
    }

    void Bodies()
    {
        foreach (var handle in _reader.MethodDefinitions)
        {
            var body = consumer.BodyOf(_reader.GetMethodDefinition(handle));
            foreach (var (function, constructor) in IntermediateLanguage.DelegateCreations(body))
                DelegateOver(function, constructor);
            foreach (var (type, method) in IntermediateLanguage.ConstrainedCalls(body))
                CallThroughInterface(type, method);
        }
    }

    // The runtime trusts a delegate's constructor: a target of another shape would be called all the same.
    void DelegateOver(EntityHandle function, EntityHandle constructor)
    {
        if (constructor.Kind != HandleKind.MemberReference
            || Find(_reader.GetMemberReference((MemberReferenceHandle)constructor).Parent) is not { } type)
            return;
        DelegateCount++;
        var invoke = type.Methods.Single(method => type.File.Reader.GetString(method.Name) == "Invoke");
        var expected = Shape(invoke.DecodeSignature(type.File.Names, type.Arguments));
        if (ShapeOf(function) is { } actual && actual != expected)
            Report($"{type.Name} is made of {actual}, but calls {expected}");
    }

    // "constrained" is how a value type is called through an interface, as the end of a foreach does with Dispose.
    void CallThroughInterface(EntityHandle type, EntityHandle method)
    {
        if (Find(type) is not { } called || method.Kind != HandleKind.MemberReference)
            return;
        var contract = _names.Of(_reader.GetMemberReference((MemberReferenceHandle)method).Parent);
        if (contract is "System.Object" or "System.ValueType" or "System.Enum")
            return;
        var offered = called.Type.GetInterfaceImplementations().Select(handle => called.File.Names.Of(
            called.File.Reader.GetInterfaceImplementation(handle).Interface, called.Arguments));
        if (!offered.Contains(contract))
            Report($"{called.Name} is called as {contract}, which it does not implement");
    }

    string? ShapeOf(EntityHandle function) => function.Kind switch
    {
        HandleKind.MethodDefinition =>
            Shape(_reader.GetMethodDefinition((MethodDefinitionHandle)function).DecodeSignature(_names, default)),
        // A generic type's or method's own parameters would have to be replaced first.
        _ => null,
    };

    // "in" is a promise between compilers: the delegate's signature carries it as a modifier, a lambda's does not.
    static string Shape(MethodSignature<string> signature) =>
        $"{signature.ReturnType} ({string.Join(", ", signature.ParameterTypes)})"
            .Replace(" modreq(System.Runtime.InteropServices.InAttribute)", "", StringComparison.Ordinal);

    IEnumerable<Instance> WithBases(Instance type)
    {
        for (var next = type; next is not null;)
        {
            yield return next;
            var parent = next.Type.BaseType;
            next = parent.IsNil ? null : Resolve(next, parent);
        }
    }

    // In the consumer and the targets alike; the framework's types end the walk.
    Instance? Resolve(Instance from, EntityHandle type)
    {
        if (type.Kind == HandleKind.TypeDefinition)
            return new Instance(from.File, (TypeDefinitionHandle)type, default);
        if (type.Kind == HandleKind.TypeReference)
            return FindReference(from.File, (TypeReferenceHandle)type, default);
        var (generic, arguments) = TypeArguments.Of(from.File, (TypeSpecificationHandle)type, from.Arguments);
        return generic.Kind switch
        {
            HandleKind.TypeDefinition => new Instance(from.File, (TypeDefinitionHandle)generic, arguments),
            HandleKind.TypeReference => FindReference(from.File, (TypeReferenceHandle)generic, arguments),
            _ => null,
        };
    }

    // Null for what is not a target's; what should be a target's and is not there is reported.
    Instance? Find(EntityHandle type) => type.Kind switch
    {
        HandleKind.TypeReference => FindReference(consumer, (TypeReferenceHandle)type, default),
        HandleKind.TypeSpecification =>
            TypeArguments.Of(consumer, (TypeSpecificationHandle)type, default) is { Generic.Kind: HandleKind.TypeReference } spec
                ? FindReference(consumer, (TypeReferenceHandle)spec.Generic, spec.Arguments)
                : null,
        _ => null,
    };

    Instance? FindReference(MetadataFile from, TypeReferenceHandle handle, ImmutableArray<string> arguments)
    {
        var scope = from.ScopeOf(handle);
        var target = targets.FirstOrDefault(target => target.Name == scope);
        if (target is null)
            return null;
        var name = from.Names.Of(handle);
        foreach (var candidate in target.Reader.TypeDefinitions)
            if (target.Names.Of(candidate) == name)
                return new Instance(target, candidate, arguments);
        Report($"{name} does not exist");
        return null;
    }

    bool IsVisible(Instance type)
    {
        for (var handle = type.Handle; !handle.IsNil;)
        {
            var definition = type.File.Reader.GetTypeDefinition(handle);
            var access = definition.Attributes & TypeAttributes.VisibilityMask;
            if (access is TypeAttributes.NestedPrivate
                || (access is TypeAttributes.NotPublic or TypeAttributes.NestedAssembly or TypeAttributes.NestedFamANDAssem
                    && !type.File.IsOpenTo(consumer)))
                return false;
            handle = definition.GetDeclaringType();
        }

        return true;
    }

    static bool IsOfObject(string method) =>
        method is "String ToString()" or "Boolean Equals(Object)" or "Int32 GetHashCode()" or "Void Finalize()";

    void Report(string problem) => _problems.Add($"{consumer.Name}: {problem}");
}
