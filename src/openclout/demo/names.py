"""Names for people who do not exist.

Comes in: nothing. Goes out: given names and surnames from many languages, which the society combines. Combinations
were chosen to be plausible; both lists leave out what would name somebody famous.
"""

GIVEN = tuple(
    """Amara Anouk Anselm Aroha Asel Ayumi Bahar Baptist Beatriz Berit Bjarki Bruna Caoimhe Catalina Chidi Chiara Cosima
    Dalia Danilo Davor Delphine Dilnoza Eero Eilidh Elif Emeka Enzo Esra Fatou Femi Fenna Fionn Florin Freya Gaspard
    Goran Greta Hana Haruto Hedda Henrike Idris Ilkka Imani Ines Ingrid Isolde Ivo Jarek Jasper Joanna Jorun Juno
    Kalinda Katya Kerstin Kiri Kofi Lakshmi Leila Leocadia Ligia Linnea Lorcan Luana Ludovic Madina Maeve Malia
    Manu Marit Matteo Mei Milo Mina Mireille Nadir Naledi Nayeli Niamh Nilufar Noor Odile Oisin Olena Omid Orsolya
    Otso Paloma Pavel Petra Pilar Piotr Priya Quim Rafi Ragna Renske Rosalba Roza Ruben Runa Sakura Samir Sanne Saoirse
    Selam Seung Shirin Sigrun Siobhan Soledad Sunita Svea Tadeo Tamsin Tariku Teodora Thandi Tiago Tomoko Tove Uxue
    Valdis Vanja Vesna Wanjiru Wiktor Ximena Yara Yusra Yuki Zaina Zdenka Zeynep Zoltan""".split()
)
FAMILY = tuple(
    """Abara Achterberg Adjei Alcaraz-Ruiz Almstedt Anand Asgari Aukusitino Balogun-Hart Bandara
    Bartosz Basara Beaulieu Belhadj Berglind Biermann Borisov Brandvold Calloway Campello Castellanos
    Cerny Chaudhari Chikondi Colquhoun Corrigan Dahlberg Dambele Darrow Delacroix-Lund Dombrowski Drummond
    Duarte Ebersole Eklund Elwood Erdem Espinoza Farkas Feldkamp Finnegan Fjeldstad Galvan Ganbold Gebremedhin
    Greenaway Grimaldo Guerrero Haavisto Halloran Hamidi Hartono Hashemi Hatanaka Hedlund Hinterberger
    Holmqvist Hosokawa Ibarra Ilves Imanishi Isaksson Jalloh Janssens Jayasuria Kaganovich Kahale Kallas-Berg
    Kamara Katsaros Kawamoto Keahi Kerimov Kimathi Kivela Kowalczyk Kristensen Kruse Kumaran Laanemets
    Lacroix Langkilde Larkspur Lehtonen Leone Lindgaard Lobo Loukili Maathuis Macdara Madrigal Majumdar Marchetti
    Marlowe Matsuda Mbatha Mehretab Mendonca Montero Morimoto Mwangale Nakagome Ndiaye
    Neergaard Nikolaou Nordahl Nyambura Obiora Oduya Olofsson Onyango Ortolani Otieno Pacheco
    Papadakis Parvaneh Peltonen Penhallow Pettersen Pham-Roux Pickering Pinheiro Pirhonen Popescu Quaye Quintero
    Rademaker Rahimi Ramanathan Rautio Reyes-Moll Rhodes-Abe Rintala Rosengren Saarinen-Cho Sabatini Salcedo
    Sandoval Santangelo Schoonhoven Seidel Serrano Shirakawa Silberstein Skarsvik Solheim Soto-Lane Steensen
    Strand Szalai Takemura Tamboura Tekle Thibodeaux Thorburn Tokarev Tremblay Tshabalala-Moe Uchida Ulvestad Umarov
    Vandenberg Vasquez-Byrne Veldhuis Villalobos Voskuijlen Wachira Wakefield Weatherby Wickramage Winterbourne
    Wolanski Yamazato Yeboah Yildirim Zabala Zapata Zelenko Zimanyi Zoric""".split()
)
