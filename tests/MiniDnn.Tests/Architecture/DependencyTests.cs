using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace MiniDnn.Tests;

/// <summary>Holds that the folders of the library depend on each other one way only, by reading the compiled assembly: the debug information says in which file each method is, its code which members it uses.</summary>
internal sealed class DependencyTests
{
    /// <summary>From the bottom up: a folder may use those before it, and itself.</summary>
    private static readonly string[] Layers = ["LinearAlgebra/Kernels", "LinearAlgebra", "Data", "Optimization", "Regression", "Networks", "Serialization"];

    /// <summary>What every folder may use: the views that the kernels work on, and the sentences of exceptions.</summary>
    private static readonly string[] Vocabulary = ["ReadOnlyMatrixSpan`1", "MatrixSpan`1", "MatrixLayout", "Throw", "FloatingPoint`1"];

    [Test]
    public void Folders_depend_one_way()
    {
        using var assembly = new CompiledAssembly(typeof(Matrix).Assembly.Location);
        Assert.That(assembly.Uses().Any(use => use is { Folder: "Networks", UsedFolder: "Optimization" }), "the reader of the assembly sees what is used");
        string[] upward = [.. assembly.Uses()
            .Where(use => !Vocabulary.Contains(use.UsedType) && Rank(use.UsedFolder) > Rank(use.Folder))
            .Select(use => $"{use.Folder} uses {use.UsedType} of {use.UsedFolder}").Distinct()];
        Assert.That(upward, Is.Empty);
        Assert.That(assembly.Folders, Is.SubsetOf(Layers).And.Contain("Networks").And.Contain("LinearAlgebra/Kernels"));
    }

    [Test]
    public void The_package_needs_the_framework_and_tensors_alone()
    {
        string[] references = [.. typeof(Matrix).Assembly.GetReferencedAssemblies().Select(name => name.Name!)];
        Assert.That(references, Has.All.StartsWith("System."));
        Assert.That(references, Does.Contain("System.Numerics.Tensors"));
    }

    [Test]
    public void Every_public_type_is_in_one_namespace()
        => Assert.That(typeof(Matrix).Assembly.GetExportedTypes().Select(type => type.Namespace), Has.All.EqualTo("MiniDnn"));

    private static int Rank(string folder) => Array.IndexOf(Layers, folder);

    private sealed class CompiledAssembly : IDisposable
    {
        private readonly PEReader _image;
        private readonly MetadataReader _metadata;
        private readonly MetadataReader _debug;
        private readonly MetadataReaderProvider _debugProvider;
        private readonly Dictionary<MethodDefinitionHandle, string> _folders = [];

        public CompiledAssembly(string path)
        {
            _image = new(File.OpenRead(path));
            _metadata = _image.GetMetadataReader();
            _debugProvider = MetadataReaderProvider.FromPortablePdbStream(File.OpenRead(Path.ChangeExtension(path, ".pdb")));
            _debug = _debugProvider.GetMetadataReader();
            foreach (MethodDefinitionHandle method in _metadata.MethodDefinitions)
            {
                if (FolderOf(method) is { } folder)
                {
                    _folders[method] = folder;
                }
            }
        }

        public IEnumerable<string> Folders => _folders.Values.Distinct();

        public IEnumerable<(string Folder, string UsedFolder, string UsedType)> Uses()
        {
            foreach ((MethodDefinitionHandle method, string folder) in _folders)
            {
                int address = _metadata.GetMethodDefinition(method).RelativeVirtualAddress;
                BlobReader code = _image.GetMethodBody(address).GetILReader();
                foreach (int token in Tokens(code))
                {
                    if (Definition(MetadataTokens.EntityHandle(token)) is { } used && _folders.TryGetValue(used, out string? usedFolder))
                    {
                        TypeDefinition type = _metadata.GetTypeDefinition(_metadata.GetMethodDefinition(used).GetDeclaringType());
                        yield return (folder, usedFolder, _metadata.GetString(type.Name));
                    }
                }
            }
        }

        public void Dispose()
        {
            _image.Dispose();
            _debugProvider.Dispose();
        }

        private string? FolderOf(MethodDefinitionHandle method)
        {
            MethodDebugInformation information = _debug.GetMethodDebugInformation(method.ToDebugInformationHandle());
            if (information.Document.IsNil)
            {
                return null;
            }
            string file = _debug.GetString(_debug.GetDocument(information.Document).Name).Replace('\\', '/');
            int start = file.LastIndexOf("/src/MiniDnn/", StringComparison.Ordinal);
            if (start < 0)
            {
                return null;
            }
            string relative = file[(start + "/src/MiniDnn/".Length)..];
            return Layers.Where(layer => relative.StartsWith(layer + "/", StringComparison.Ordinal)).MaxBy(layer => layer.Length);
        }

        /// <summary>The method of this assembly that a token in code stands for: itself, a generic instance of it, or a member of a generic type.</summary>
        private MethodDefinitionHandle? Definition(EntityHandle handle) => handle.Kind switch
        {
            HandleKind.MethodDefinition => (MethodDefinitionHandle)handle,
            HandleKind.MethodSpecification => Definition(_metadata.GetMethodSpecification((MethodSpecificationHandle)handle).Method),
            HandleKind.MemberReference => OfGenericType(_metadata.GetMemberReference((MemberReferenceHandle)handle)),
            _ => null,
        };

        private MethodDefinitionHandle? OfGenericType(MemberReference member)
        {
            if (member.Parent.Kind != HandleKind.TypeSpecification)
            {
                return null;
            }
            BlobReader signature = _metadata.GetBlobReader(_metadata.GetTypeSpecification((TypeSpecificationHandle)member.Parent).Signature);
            if (signature.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
            {
                return null;
            }
            signature.ReadCompressedInteger();
            EntityHandle type = signature.ReadTypeHandle();
            if (type.Kind != HandleKind.TypeDefinition)
            {
                return null;
            }
            foreach (MethodDefinitionHandle method in _metadata.GetTypeDefinition((TypeDefinitionHandle)type).GetMethods())
            {
                if (_metadata.StringComparer.Equals(_metadata.GetMethodDefinition(method).Name, _metadata.GetString(member.Name)))
                {
                    return method;
                }
            }
            return null;
        }

        /// <summary>The metadata tokens in a method's code.</summary>
        private static List<int> Tokens(BlobReader code)
        {
            var tokens = new List<int>();
            while (code.RemainingBytes > 0)
            {
                OpCode opcode = ReadOpCode(ref code);
                switch (opcode.OperandType)
                {
                    case OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineField or OperandType.InlineType or OperandType.InlineSig or OperandType.InlineString:
                        int token = code.ReadInt32();
                        if (opcode.OperandType is OperandType.InlineMethod or OperandType.InlineTok)
                        {
                            tokens.Add(token);
                        }
                        break;
                    case OperandType.InlineSwitch:
                        code.Offset += 4 * code.ReadInt32();
                        break;
                    case OperandType.InlineBrTarget or OperandType.InlineI or OperandType.ShortInlineR:
                        code.Offset += 4;
                        break;
                    case OperandType.InlineI8 or OperandType.InlineR:
                        code.Offset += 8;
                        break;
                    case OperandType.InlineVar:
                        code.Offset += 2;
                        break;
                    case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                        code.Offset += 1;
                        break;
                }
            }
            return tokens;
        }

        private static OpCode ReadOpCode(ref BlobReader code)
        {
            int value = code.ReadByte();
            return value == 0xFE ? OpCodesByValue[0xFE00 | code.ReadByte()] : OpCodesByValue[value];
        }

        private static readonly Dictionary<int, OpCode> OpCodesByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(opcode => (ushort)opcode.Value, opcode => opcode).ToDictionary(pair => (int)pair.Key, pair => pair.Value);
    }
}
