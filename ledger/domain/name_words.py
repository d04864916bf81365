"""Words of names that need a table: particles, titles, nicknames, names written by ear. Small, and folded already.

Nothing here says what somebody's name is. It only says which two spellings are worth a look by a person.
"""

_PARTICLES = "de del la las los y e san santa santo da das do dos di du von"
PARTICLES = frozenset(_PARTICLES.split())
"""Dropped where something follows: `de la O`, `del Cid`, `San Juan`."""

_NO_NAME = "fnu lnu nmn unk unknown desconocido desconocida sr sra srta jr mr mrs ms dr dra viuda vda"
NO_NAME = frozenset(_NO_NAME.split())
"""Not a part of anybody's name: titles at the end, and what forms hold where a name was not told."""

_FAMILIES = """
    jose: chepe pepe chepito j jse
    maria: ma m marya mari
    francisco: paco pancho fco frank
    francisca: paca pancha
    guadalupe: lupe lupita gpe
    jesus: chuy chucho
    fernando: nando fer
    hernando: nando
    antonio: tono tonio tony
    antonia: tona tonia
    ignacio: nacho
    guillermo: memo guicho
    eduardo: lalo eddy edy
    enrique: quique kike
    alberto: beto
    roberto: beto
    humberto: beto
    gilberto: beto
    ernesto: neto
    lorenzo: lencho
    vicente: chente
    gregorio: goyo
    ramon: moncho
    luis: lucho wicho
    manuel: manolo meme
    rafael: rafa
    gustavo: tavo
    octavio: tavo
    benjamin: mincho
    isabel: chabela chabe
    graciela: chela
    concepcion: concha conchita
    dolores: lola
    rosario: chayo
    mercedes: meche
    alicia: licha
    josefina: chepina
    magdalena: nena malena
    juan: juancho jn
    jean: jn
    brayan: bryan brian braian brayann
    jonathan: yonatan jhonatan jonatan yonathan johnatan
    michael: maicol maikol maykol maicoll micael maikel mikel michel
    kevin: kebin quevin kevyn
    jason: jeison yeison jeyson yeyson jayson
    steven: estiven stiven esteven estivin
    jennifer: yenifer yennifer jenifer yeniffer jenyfer
    jocelyn: yoselin joselin yocelin joselyn yoselyn
    jessica: yesica yessica jesica
    john: jhon yon jon
    james: yeims yeimis
    wilmer: wilmar guilmer
    wilson: guilson
    byron: bayron vayron biron
    michelle: mishel michel mishell michell
    ashley: asli ashly ashlee
    heidi: jaidi haydee jeidi aidi
    george: jorge
    shirley: chirley sherly cherly
"""


def _by_spelling() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for line in _FAMILIES.split("\n"):
        name, _, spellings = line.strip().partition(":")
        for spelling in spellings.split():
            table[spelling] = (*table.get(spelling, ()), name)
    return table


STANDS_FOR = _by_spelling()
"""What a nickname, an abbreviation or a spelling by ear may stand for; several names where it is not certain."""
